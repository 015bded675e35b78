import { useTranslation } from 'react-i18next';

import {
  addCloudAccount,
  changeCloudCredentials,
  type CloudAccount,
  type CloudAccountCreate,
  type CloudCredentials,
} from '../../api/cloud';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';

import { CredentialsFields, PlaceFields } from './AccountFields';
import { providerOf, withoutEmpty } from './account';

/** Adds an account; the server tries it at the provider before it is kept. */
export function AccountDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormDialog<CloudAccountCreate, CloudAccount>
      title={t('cloud.account.add')}
      submit={t('action.add')}
      initial={{ provider: 'ec2', endpoint: '' }}
      run={(entered) => addCloudAccount({ ...entered, credentials: withoutEmpty(entered.credentials) })}
      said={({ name }) => t('said.created', { name })}
      stale={[keys.cloud]}
      onClose={onClose}
    >
      <PlaceFields />
    </FormDialog>
  );
}

interface CredentialsProps {
  account: CloudAccount;
  onClose: () => void;
}

/** Gives an account other credentials; those before are not shown, to nobody. */
export function CredentialsDialog({ account, onClose }: CredentialsProps) {
  const { t } = useTranslation();
  const { id, name } = account;
  return (
    <FormDialog<{ credentials: CloudCredentials }, CloudAccount>
      title={t('cloud.account.credentialsTitle', { name })}
      submit={t('action.save')}
      initial={{}}
      run={({ credentials }) => changeCloudCredentials({ id, credentials: withoutEmpty(credentials) })}
      said={() => t('said.changed', { name })}
      stale={[keys.cloud]}
      onClose={onClose}
    >
      <CredentialsFields provider={providerOf(account)} />
    </FormDialog>
  );
}
