import { Checkbox, Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { CloudAccount, CloudProvider } from '../../api/cloud';
import { usePartitions } from '../../api/partitions';
import { NumberItem } from '../../components/NumberItem';
import panel from '../../components/Panel.module.css';

import styles from './CloudHosts.module.css';
import { JOIN_MINUTES, MOST_MACHINES } from './order';

const LONGEST_PREPARE = 8000;

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles.part}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

type WordName = 'size' | 'image' | 'subnet' | 'zone' | 'key_pair';

interface KindProps {
  provider: CloudProvider;
}

/** A name at the provider, with what its kind understands by it. */
function Word({ name, provider, required = false }: KindProps & { name: WordName; required?: boolean }) {
  const { t } = useTranslation();
  const azure = provider === 'azure';
  return (
    <Form.Item
      name={name}
      label={t(azure && name === 'key_pair' ? 'cloud.azure.key_pair' : `cloud.machine.${name}`)}
      extra={t(azure ? `cloud.azure.rule.${name}` : `cloud.rule.${name}`)}
      rules={required ? [{ required, message: t('form.required') }] : []}
    >
      <Input autoComplete="off" spellCheck={false} maxLength={254} />
    </Form.Item>
  );
}

/** What is ordered, and from whom. */
export function MachineFields({ accounts, provider }: KindProps & { accounts: readonly CloudAccount[] }) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <Part title={t('cloud.order.machine')}>
      <div className={styles.columns}>
        <Form.Item name="account_id" label={t('cloud.machine.account')} rules={required}>
          <Select
            options={accounts.map(({ id, name, region }) => ({ value: id, label: `${name} (${region})` }))}
          />
        </Form.Item>
        <Form.Item name="name" label={t('cloud.machine.name')} extra={t('cloud.rule.name')} rules={required}>
          <Input autoComplete="off" spellCheck={false} maxLength={40} />
        </Form.Item>
        <NumberItem
          name="count"
          label={t('cloud.order.count')}
          extra={t('cloud.rule.count')}
          least={1}
          most={MOST_MACHINES}
          required
          input={{ className: panel.full }}
        />
        <Word name="size" provider={provider} required />
        <Word name="image" provider={provider} required />
      </div>
    </Part>
  );
}

/** Where the machines stand at the provider, and who reaches them. */
export function NetworkFields({ provider }: KindProps) {
  const { t } = useTranslation();
  const azure = provider === 'azure';
  return (
    <Part title={t('cloud.order.network')}>
      <div className={styles.columns}>
        <Word name="subnet" provider={provider} required={azure} />
        <Form.Item
          name="security_groups"
          label={t(azure ? 'cloud.azure.security_groups' : 'cloud.machine.security_groups')}
          extra={t(azure ? 'cloud.azure.rule.security_groups' : 'cloud.rule.security_groups')}
        >
          <Select mode="tags" open={false} tokenSeparators={[',', ' ']} maxCount={azure ? 1 : 16} />
        </Form.Item>
        <Word name="zone" provider={provider} />
        <Word name="key_pair" provider={provider} />
        <Form.Item
          name="public_ip"
          valuePropName="checked"
          extra={t(azure ? 'cloud.azure.rule.public_ip' : 'cloud.rule.public_ip')}
        >
          <Checkbox>{t('cloud.machine.public_ip')}</Checkbox>
        </Form.Item>
      </div>
    </Part>
  );
}

/** What becomes of the machines in the cluster. */
export function ClusterFields() {
  const { t } = useTranslation();
  const partitions = usePartitions();
  return (
    <Part title={t('cloud.order.cluster')}>
      <div className={styles.columns}>
        <Form.Item name="partition_id" label={t('field.partition')} extra={t('cloud.rule.partition')}>
          <Select
            allowClear
            placeholder={t('hosts.everybody')}
            options={(partitions.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        <Form.Item name="labels" label={t('hosts.labels')} extra={t('cloud.rule.labels')}>
          <Select mode="tags" open={false} tokenSeparators={[',', ' ']} maxCount={50} />
        </Form.Item>
        <NumberItem
          name="join_minutes"
          label={t('cloud.order.joinMinutes')}
          extra={t('cloud.rule.joinMinutes')}
          least={JOIN_MINUTES.least}
          most={JOIN_MINUTES.most}
          required
          input={{ className: panel.full }}
        />
      </div>
      <Form.Item name="prepare" label={t('cloud.order.prepare')} extra={t('cloud.rule.prepare')}>
        <Input.TextArea rows={3} maxLength={LONGEST_PREPARE} spellCheck={false} />
      </Form.Item>
    </Part>
  );
}
