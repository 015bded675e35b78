import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { EnvRows } from './EnvRows';
import styles from './ServiceFields.module.css';
import type { Path } from './formErrors';
import { NumberItem } from './NumberItem';
import { PartitionField } from './PartitionField';

interface Props {
  /** Where the service stands in the form's values: `['services', 0]`, or nothing. */
  at?: Path;
  /** Names of services that it can depend on. */
  others: readonly string[];
  domain: string;
  /** Whose service it is, as far as that is chosen: its partitions are offered. */
  tenantId: string | undefined;
}

const MOST_REPLICAS = 500;

/** The inputs of one service. Shape and rules are the server's; here only what is missing is caught. */
export function ServiceFields({ at = [], others, domain, tenantId }: Props) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('form.required') }];
  const name = (field: string) => [...at, ...field.split('.')];
  return (
    <div className={styles.fields}>
      <Form.Item
        name={name('name')}
        label={t('field.serviceName')}
        rules={required}
        extra={t('form.nameRule')}
      >
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name={name('image')} label={t('field.image')} rules={required} className={styles.wide}>
        <Input autoComplete="off" spellCheck={false} placeholder="registry.example.com/team/web:1.0" />
      </Form.Item>
      <NumberItem
        name={name('replicas')}
        label={t('field.replicas')}
        least={0}
        most={MOST_REPLICAS}
        input={{ className: styles.full }}
      />
      <Form.Item name={name('ports')} label={t('field.ports')} extra={t('form.portsRule')}>
        <Select mode="tags" open={false} tokenSeparators={[',', ' ']} suffix="" />
      </Form.Item>
      <Form.Item name={name('domain')} label={t('field.domain')} extra={t('form.domainRule')}>
        <Input autoComplete="off" spellCheck={false} suffix={`.${domain}`} />
      </Form.Item>
      <Form.Item name={name('resources.cpu')} label={t('field.cpu')}>
        <Input autoComplete="off" placeholder="100m" />
      </Form.Item>
      <Form.Item name={name('resources.memory')} label={t('field.memory')}>
        <Input autoComplete="off" placeholder="128Mi" />
      </Form.Item>
      <Form.Item
        name={name('readinessPath')}
        label={t('field.readinessPath')}
        extra={t('form.readinessRule')}
      >
        <Input autoComplete="off" placeholder="/healthz" />
      </Form.Item>
      <PartitionField name={name('partition')} tenantId={tenantId} />
      {others.length > 0 && (
        <Form.Item
          name={name('depends_on')}
          label={t('field.dependsOn')}
          extra={t('form.dependsOnRule')}
          className={styles.whole}
        >
          <Select mode="multiple" options={others.map((value) => ({ value, label: value }))} />
        </Form.Item>
      )}
      <div className={styles.whole}>
        <EnvRows name={name('env')} />
      </div>
    </div>
  );
}
