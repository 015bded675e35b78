import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { deleteCloudMachine, type CloudMachine } from '../../api/cloud';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';

import { consequencesOf, hostOf } from './machine';

interface Props {
  machine: CloudMachine;
  onClose: () => void;
}

interface Values {
  typed: string;
  force?: boolean;
}

/** Says what a deletion does and what is lost, then asks for the machine's name. Hosts are emptied first. */
export function DeleteDialog({ machine, onClose }: Props) {
  const { t } = useTranslation();
  const { id, name, account, state } = machine;
  const host = hostOf(machine);
  const leaving = state === 'draining';
  return (
    <FormDialog<Values, CloudMachine>
      title={t('cloud.deletion.title', { name })}
      submit={t('confirm.delete.submit')}
      initial={{ typed: '', force: false }}
      run={({ force }) => deleteCloudMachine({ id, force: force ?? false })}
      said={(answered) =>
        t(answered.state === 'draining' ? 'said.machineEmptied' : 'said.machineEnded', { name })
      }
      stale={[keys.cloud, keys.hosts]}
      onClose={onClose}
      danger
      ready={({ typed, force }) => typed === name && (!leaving || force === true)}
    >
      {leaving && <p>{t('cloud.deletion.leaving')}</p>}
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) => (
          <ul>
            {consequencesOf(machine, getFieldValue('force') === true).map((consequence) => (
              <li key={consequence}>{t(`cloud.deletion.${consequence}`, { host, account })}</li>
            ))}
            <li>{t('confirm.delete.final')}</li>
          </ul>
        )}
      </Form.Item>
      {host !== null && (
        <Form.Item name="force" valuePropName="checked" extra={t('cloud.deletion.forceRule')}>
          <Checkbox>{t('cloud.deletion.force')}</Checkbox>
        </Form.Item>
      )}
      <Form.Item name="typed" label={t('confirm.delete.typeName', { name })}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
    </FormDialog>
  );
}
