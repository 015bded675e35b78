import { useTranslation } from 'react-i18next';

import { forgetCloudMachine, type CloudMachine } from '../../api/cloud';
import { keys } from '../../api/query';
import { NamedDeletion } from '../../components/NamedDeletion';

import { hostOf, mayGoOn, namedVm } from './machine';

interface Props {
  machine: CloudMachine;
  onClose: () => void;
}

/** Forgets a machine that the provider does not let us end; says that it may go on and cost. */
export function ForgetDialog({ machine, onClose }: Props) {
  const { t } = useTranslation();
  const { id, name, account } = machine;
  const host = hostOf(machine);
  return (
    <NamedDeletion
      title={t('cloud.forget.title', { name })}
      name={name}
      consequences={[
        mayGoOn(machine)
          ? t('cloud.forget.goesOn', { vm: namedVm(machine), account })
          : t('cloud.forget.hasEnded', { account }),
        ...(host === null ? [] : [t('cloud.forget.hostStays', { host })]),
      ]}
      submit={t('cloud.forget.submit')}
      run={() => forgetCloudMachine({ id, name })}
      said={t('said.machineForgotten', { name })}
      stale={[keys.cloud]}
      onClose={onClose}
    />
  );
}
