import { Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { orderCloudMachines, type CloudAccount, type CloudMachine } from '../../api/cloud';
import { keys } from '../../api/query';
import { FormDialog } from '../../components/FormDialog';

import { providerOf } from './account';
import styles from './CloudHosts.module.css';
import { bodyOf, firstOrder, type Order } from './order';
import { ClusterFields, MachineFields, NetworkFields } from './OrderFields';

interface Props {
  accounts: readonly CloudAccount[];
  /** Machines that were ordered before: the next are often alike. */
  before: readonly CloudMachine[];
  onClose: () => void;
}

/** Orders machines that join the cluster by themselves; says that they cost from then on. */
export function OrderDialog({ accounts, before, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <FormDialog<Order, { items: CloudMachine[] }>
      wide
      title={t('cloud.order.open')}
      submit={t('cloud.order.submit')}
      initial={firstOrder(accounts, before)}
      run={(order) => orderCloudMachines(bodyOf(order))}
      said={({ items }) => t('said.machinesOrdered', { names: items.map(({ name }) => name).join(', ') })}
      stale={[keys.cloud]}
      onClose={onClose}
    >
      <p className={styles.lead}>{t(before.length > 0 ? 'cloud.order.leadAgain' : 'cloud.order.lead')}</p>
      <ProviderFields accounts={accounts} />
      <ClusterFields />
    </FormDialog>
  );
}

/** What is asked for in the provider's own words, which are those of the chosen account. */
function ProviderFields({ accounts }: Pick<Props, 'accounts'>) {
  const chosen = Form.useWatch<string | undefined>('account_id');
  const account = accounts.find(({ id }) => id === chosen);
  const provider = account ? providerOf(account) : 'ec2';
  return (
    <>
      <MachineFields accounts={accounts} provider={provider} />
      <NetworkFields provider={provider} />
    </>
  );
}
