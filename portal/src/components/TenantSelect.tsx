import { Select } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { isNotFound } from '../api/errors';
import { useTenant, useTenants } from '../api/tenants';

interface Props {
  /** Where it is no field of a form, which gives the first three. */
  id?: string;
  value?: string | undefined;
  onChange?: (id: string | undefined) => void;
  label?: string;
  /** What no choice means. */
  placeholder?: string;
  allowClear?: boolean;
  /** The tenant that is chosen is no more. */
  onGone?: () => void;
  className?: string | undefined;
}

const CHOICES = 50;

/** For administrators: one of the tenants. Finds them by name, however many there are. */
export default function TenantSelect({ id, value, label, className, onGone, ...rest }: Props) {
  const { t } = useTranslation();
  const ownId = useId();
  const [q, setQ] = useState('');
  const found = useTenants({ page: 1, page_size: CHOICES, ...(q && { q }) });
  const items = found.data?.items ?? [];
  const missing = value !== undefined && !items.some((one) => one.id === value);
  const chosen = useTenant(missing ? value : undefined);
  const gone = isNotFound(chosen.error);
  useEffect(() => {
    if (gone) onGone?.();
  }, [gone, onGone]);
  const options = [...(missing && chosen.data ? [chosen.data] : []), ...items];
  return (
    <Select
      {...rest}
      id={id ?? ownId}
      {...(className && { className })}
      showSearch={{ filterOption: false, onSearch: setQ }}
      aria-label={label ?? t('field.tenant')}
      value={value}
      options={options.map((one) => ({ value: one.id, label: one.name }))}
    />
  );
}
