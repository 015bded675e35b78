/** The state that was opened, and how it goes on when somebody else changes the service meanwhile. */
import { Form, type FormInstance } from 'antd';
import { useState } from 'react';

import type { Service } from '../../api/services';

import { merged, same } from './merge';
import { CONVERSIONS } from './sections';
import { fileOf, formOf, valuesOf, type EditorValues } from './values';

export function useBase(service: Service | null, form: FormInstance<EditorValues>) {
  const [base, setBase] = useState(() => ({ service, values: valuesOf(service, CONVERSIONS) }));
  const watched = Form.useWatch((values: Partial<EditorValues>) => values, { form, preserve: true }) as
    Partial<EditorValues> | undefined;
  const values = watched?.config ? (watched as EditorValues) : base.values;
  const before = fileOf(base.values, CONVERSIONS);
  const mine = fileOf(values, CONVERSIONS);
  const now = service ? fileOf(valuesOf(service, CONVERSIONS), CONVERSIONS) : null;
  const onTop = now && merged(before, mine, now);

  /** Go on from the service as it is now, with these values. */
  const startFrom = (next: Service, file = now) => {
    if (!file) return;
    const { name, replicas = 1, autoscaling = null, ...config } = file;
    setBase({ service: next, values: valuesOf(next, CONVERSIONS) });
    form.resetFields();
    form.setFieldsValue({ name, replicas, autoscaling, config: formOf(config, CONVERSIONS) });
  };
  return {
    base: base.service,
    values,
    before,
    mine,
    now,
    onTop,
    edited: !same(mine, before),
    overtaken: (service?.revision ?? 0) > (base.service?.revision ?? 0),
    initial: base.values,
    startFrom,
  };
}
