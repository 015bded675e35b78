import { Checkbox, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { drainHost, type Drain, type DrainIn } from '../../api/hosts';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';
import { NumberItem } from '../../components/NumberItem';
import panel from '../../components/Panel.module.css';

const DAY = 86_400;

interface Props {
  host: string;
  /** The drain that is under way, whose consents change; null to begin one. */
  drain: Drain | null;
  onClose: () => void;
}

/** Says what a drain does, and asks what may be lost by it. */
export function DrainDialog({ host: name, drain, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <FormDialog<DrainIn, Drain>
      title={t(drain ? 'hosts.drain.changeTitle' : 'hosts.drain.title', { name })}
      submit={t(drain ? 'action.save' : 'hosts.drain.start')}
      initial={{
        force: drain?.force ?? false,
        delete_local_data: drain?.delete_local_data ?? false,
        grace_seconds: drain?.grace_seconds ?? null,
      }}
      run={(body) => drainHost({ name, body })}
      said={() => t(drain ? 'said.drainChanged' : 'said.draining', { name })}
      stale={[keys.hosts]}
      onClose={onClose}
      danger={!drain}
    >
      {!drain && (
        <ul>
          <li>{t('hosts.drain.cordons')}</li>
          <li>{t('hosts.drain.evicts')}</li>
          <li>{t('hosts.drain.single')}</li>
          <li>{t('hosts.drain.daemons')}</li>
        </ul>
      )}
      <Form.Item name="force" valuePropName="checked" extra={t('hosts.drain.forceRule')}>
        <Checkbox>{t('hosts.drain.force')}</Checkbox>
      </Form.Item>
      <Form.Item name="delete_local_data" valuePropName="checked" extra={t('hosts.drain.localDataRule')}>
        <Checkbox>{t('hosts.drain.localData')}</Checkbox>
      </Form.Item>
      <NumberItem
        name="grace_seconds"
        label={t('hosts.drain.grace')}
        extra={t('hosts.drain.graceRule')}
        least={0}
        most={DAY}
        input={{ className: panel.full }}
      />
    </FormDialog>
  );
}
