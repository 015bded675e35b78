import { Alert, Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { removeHost, useRemoval, type Host, type HostRemoval } from '../../api/hosts';
import { keys } from '../../api/query';
import { ErrorNotice } from '../../components/ErrorNotice';
import { FormDialog } from '../../components/FormDialog';
import { useLanguage } from '../../i18n/useLanguage';

interface Props {
  host: Host;
  onClose: () => void;
  onDone: () => void;
}

interface Values {
  typed: string;
  force?: boolean;
}

/** Names what stands against the removal and what would be lost, then asks for the host's name. */
export function RemoveDialog({ host: { name }, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const { data, error } = useRemoval(name);
  const obstructed = (data?.obstacles.length ?? 0) > 0;
  return (
    <FormDialog<Values, unknown>
      title={t('hosts.removal.title', { name })}
      submit={t('hosts.remove')}
      initial={{ typed: '', force: false }}
      run={({ force }) => removeHost({ name, force: force ?? false })}
      said={() => t('said.hostRemoved', { name })}
      stale={[keys.hosts, keys.partitions]}
      onClose={onClose}
      onDone={onDone}
      danger
      ready={({ typed, force }) => data !== undefined && typed === name && (!obstructed || force === true)}
    >
      {error && !data && <ErrorNotice error={error} />}
      <p>{t('hosts.removal.lead')}</p>
      {data && <Losses removal={data} />}
      {obstructed && (
        <Form.Item name="force" valuePropName="checked" extra={t('hosts.removal.forceRule')}>
          <Checkbox>{t('hosts.removal.force')}</Checkbox>
        </Form.Item>
      )}
      <Form.Item name="typed" label={t('confirm.delete.typeName', { name })}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
    </FormDialog>
  );
}

function Losses({ removal }: { removal: HostRemoval }) {
  const { t } = useTranslation();
  const zh = useLanguage() === 'zh';
  const { obstacles, pods, local_data: data, not_made_anew: alone } = removal;
  return (
    <>
      {obstacles.map(({ code, message, message_zh: chinese }) => (
        <Form.Item key={code}>
          <Alert type="warning" showIcon title={zh ? chinese : message} />
        </Form.Item>
      ))}
      {pods.length > 0 && (
        <ul>
          <li>{t('hosts.removal.pods', { number: pods.length, names: pods.join(', ') })}</li>
          {data.length > 0 && (
            <li>{t('hosts.removal.localData', { number: data.length, names: data.join(', ') })}</li>
          )}
          {alone.length > 0 && (
            <li>{t('hosts.removal.alone', { number: alone.length, names: alone.join(', ') })}</li>
          )}
        </ul>
      )}
    </>
  );
}
