import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';

import { keys } from '../../api/query';
import { deleteTenant, useTenantDeletion, type Losses, type Tenant } from '../../api/tenants';
import { ErrorNotice } from '../../components/ErrorNotice';
import { NamedDeletion } from '../../components/NamedDeletion';

const LISTS = [
  ['applications', 'confirm.deleteTenant.applications'],
  ['services', 'confirm.deleteTenant.services'],
  ['domains', 'confirm.deleteTenant.domains'],
  ['volumes', 'confirm.deleteTenant.volumes'],
  ['users', 'confirm.deleteTenant.users'],
] as const satisfies (readonly [keyof Losses, ParseKeys])[];

/** Names everything that goes with the tenant, before its own name is asked for. */
export function DeleteDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, name } = tenant;
  const { data, error } = useTenantDeletion(id);
  return (
    <NamedDeletion
      title={t('confirm.deleteTenant.title', { name })}
      name={name}
      consequences={useConsequences(data?.lost)}
      informed={data !== undefined}
      said={t('said.deleting', { name })}
      run={() => deleteTenant({ id, name })}
      stale={[keys.tenants, keys.users, keys.applications, keys.presets]}
      onClose={onClose}
    >
      {error && !data && <ErrorNotice error={error} />}
    </NamedDeletion>
  );
}

function useConsequences(lost: Losses | undefined): string[] {
  const { t } = useTranslation();
  if (!lost) return [];
  const lists = LISTS.flatMap(([kind, key]) => {
    const names = lost[kind] ?? [];
    return names.length > 0 ? [t(key, { number: names.length, names: names.join(', ') })] : [];
  });
  return [
    t('confirm.deleteTenant.namespace'),
    ...lists,
    ...(lost.volumes === null ? [t('confirm.deleteTenant.volumesUnknown')] : []),
    ...(lost.tokens ? [t('confirm.deleteTenant.tokens', { number: lost.tokens })] : []),
    t('confirm.deleteTenant.kept'),
  ];
}
