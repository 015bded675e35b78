import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { ApiError } from '../../../api/errors';
import { keys } from '../../../api/query';
import { updateService, type Service } from '../../../api/services';
import { ConfigChanges } from '../../../components/ConfigChanges';
import { configDiff } from '../../../components/configDiff';
import { FormDialog } from '../../../components/FormDialog';

import { dependsOf, objection } from './graph';
import styles from './Topology.module.css';

interface Values {
  depends_on?: string[];
  note?: string;
}

interface Props {
  service: Service;
  services: readonly Service[];
  wanted: readonly string[];
  onClose: () => void;
}

const CONFLICT = 409;
const same = (one: readonly string[], other: readonly string[]) =>
  [...one].sort().join() === [...other].sort().join();

/** What a service depends on: shows the difference and what it leads to, and saves it. */
export function DependenciesDialog({ service, services, wanted, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id, name, config, published, revision } = service;
  const before = config.depends_on ?? [];
  const depends = dependsOf(services);
  const options = services
    .filter((other) => other.name !== name)
    .map(({ name: other }) => {
      const why = objection(depends, name, other);
      if (why?.kind !== 'circle') return { value: other, label: other };
      const reason = t('topology.circle', { way: why.way.join(' → ') });
      return { value: other, label: `${other} – ${reason}`, disabled: true };
    });
  const send = async (values: Values) => {
    try {
      const whole = { ...config, depends_on: values.depends_on ?? [] };
      return await updateService({ id, body: { config: whole, note: values.note?.trim() ?? '', revision } });
    } catch (thrown) {
      // Somebody else was quicker: what it is now is shown, and the differences to that.
      if (thrown instanceof ApiError && thrown.status === CONFLICT)
        void client.invalidateQueries({ queryKey: keys.applications });
      throw thrown;
    }
  };
  return (
    <FormDialog<Values, unknown>
      wide
      title={t('topology.title', { name })}
      submit={t('action.save')}
      initial={{ depends_on: [...wanted] }}
      ready={(values) => !same(values.depends_on ?? [], before)}
      run={send}
      said={() => t(published ? 'said.upgrading' : 'said.revisionMade', { name })}
      stale={[keys.applications, keys.service(id)]}
      onClose={onClose}
    >
      <p className={styles.lead}>
        {t(published ? 'topology.rolls' : 'topology.draft', { name, replicas: service.replicas })}
      </p>
      <Form.Item name="depends_on" label={t('field.dependsOn')} extra={t('form.dependsOnRule')}>
        <Select mode="multiple" options={options} />
      </Form.Item>
      <Form.Item name="note" label={t('field.note')}>
        <Input autoComplete="off" maxLength={500} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldsValue }) => {
          const { depends_on: now = [] } = getFieldsValue() as Values;
          return (
            <>
              <h3 className={styles.heading}>{t('upgrade.changes')}</h3>
              <ConfigChanges changes={configDiff({ depends_on: before }, { depends_on: now })} />
            </>
          );
        }}
      </Form.Item>
    </FormDialog>
  );
}
