import { Alert, Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import {
  forgetCloudAccount,
  removeCloudAccount,
  useCloudMachines,
  type CloudAccount,
  type CloudForgotten,
} from '../../api/cloud';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';
import { NamedDeletion } from '../../components/NamedDeletion';

import styles from './CloudHosts.module.css';
import { mayGoOn, namedVm } from './machine';

interface Props {
  account: CloudAccount;
  onClose: () => void;
}

/** Forgets an account; where machines stand against it, only with them, and it is said which may go on. */
export function RemoveAccountDialog({ account, onClose }: Props) {
  const { t } = useTranslation();
  const { id, name, machines } = account;
  if (machines.length > 0) return <ForgetAccountDialog account={account} onClose={onClose} />;
  return (
    <NamedDeletion
      title={t('cloud.account.removal', { name })}
      name={name}
      consequences={[t('cloud.account.forgets'), t('cloud.account.keeps')]}
      run={() => removeCloudAccount(id)}
      stale={[keys.cloud]}
      onClose={onClose}
    />
  );
}

interface Values {
  typed: string;
  forget?: boolean;
}

const MOST = 200;

function ForgetAccountDialog({ account: { id, name, machines }, onClose }: Props) {
  const { t } = useTranslation();
  const known = useCloudMachines({ account_id: id, page: 1, page_size: MOST, sort: 'name' });
  const goingOn = (known.data?.items ?? []).filter(mayGoOn).map(namedVm);
  return (
    <FormDialog<Values, CloudForgotten>
      title={t('cloud.account.removal', { name })}
      submit={t('cloud.forget.submit')}
      initial={{ typed: '', forget: false }}
      run={() => forgetCloudAccount({ id, name })}
      said={({ may_go_on: left }) => t('said.cloudForgotten', { name, number: left.length })}
      stale={[keys.cloud]}
      onClose={onClose}
      danger
      ready={({ typed, forget }) => known.data !== undefined && forget === true && typed === name}
    >
      <Alert
        className={styles.notice}
        type="warning"
        showIcon
        title={t('cloud.account.inUse', { machines: machines.join(', ') })}
        description={t('cloud.account.inUseHint')}
      />
      <Form.Item name="forget" valuePropName="checked" extra={t('cloud.forget.accountRule')}>
        <Checkbox>{t('cloud.forget.account')}</Checkbox>
      </Form.Item>
      {goingOn.length > 0 && <GoingOn machines={goingOn} />}
      <Form.Item name="typed" label={t('confirm.delete.typeName', { name })}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
    </FormDialog>
  );
}

function GoingOn({ machines }: { machines: string[] }) {
  const { t } = useTranslation();
  return (
    <Form.Item noStyle dependencies={['forget']}>
      {({ getFieldValue }) =>
        getFieldValue('forget') === true && (
          <Alert
            className={styles.notice}
            type="error"
            showIcon
            title={t('cloud.forget.goOn', { number: machines.length })}
            description={
              <ul className={styles.names}>
                {machines.map((machine) => (
                  <li key={machine}>{machine}</li>
                ))}
              </ul>
            }
          />
        )
      }
    </Form.Item>
  );
}
