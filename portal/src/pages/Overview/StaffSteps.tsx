import { Button } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Overview } from '../../api/overview';
import { useMay } from '../../api/session';
import { withTexts } from '../../i18n/language';
import { lazyPart } from '../../parts/lazyPart';
import type { Made } from '../Users/CreateUserDialog';

import { Step } from './Step';

const CreateTenant = lazyPart(async () => ({
  default: (await import('../Tenants/CreateTenantDialog')).CreateTenantDialog,
}));
const NewUser = lazyPart(() => withTexts(['users', 'password', 'login'], import('./NewUser')));
const ExampleDialog = lazyPart(() => import('./ExampleDialog'));

export const staffDone = ({ counts, platform }: Overview) => ({
  host: (platform?.hosts?.total ?? 0) > 0,
  tenant: (counts.tenants ?? 0) > 0,
  user: (counts.users_of_tenants ?? 0) > 0,
  example: counts.services_wanted > 0,
});

type Doing = 'tenant' | 'user' | 'example';

interface Props {
  done: ReturnType<typeof staffDone>;
  /** Whether a dialog is open: the list stays as long, though its last step may be done meanwhile. */
  onBusy: (busy: boolean) => void;
}

/** What an administrator does on an empty installation, each step by its own dialog. */
export function StaffSteps({ done, onBusy }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const busy = doing !== null || made !== null;
  useEffect(() => onBusy(busy), [busy, onBusy]);
  const close = () => setDoing(null);
  const start = (what: Doing) => ({
    onClick: () => setDoing(what),
    type: done[what] ? ('default' as const) : ('primary' as const),
    disabled: what !== 'tenant' && !done.tenant,
  });
  return (
    <>
      <Step done={done.host} title={t('steps.host.title')} why={t('steps.host.why')}>
        {may('host.manage') && <Link to="/hosts/join">{t('steps.host.more')}</Link>}
      </Step>
      <Step done={done.tenant} title={t('steps.tenant.title')} why={t('steps.tenant.why')}>
        <Button {...start('tenant')}>{t('tenants.create')}</Button>
      </Step>
      <Step done={done.user} title={t('steps.user.title')} why={t('steps.user.why')}>
        <Button {...start('user')}>{t('steps.user.run')}</Button>
      </Step>
      <Step done={done.example} title={t('steps.example.title')} why={t('steps.example.why')}>
        <Button {...start('example')}>{t('steps.example.run')}</Button>
      </Step>
      <Suspense>
        {doing === 'tenant' && <CreateTenant onClose={close} />}
        {(doing === 'user' || made) && (
          <NewUser made={made} onMade={setMade} onClose={close} onKept={() => setMade(null)} />
        )}
        {doing === 'example' && <ExampleDialog onClose={close} />}
      </Suspense>
    </>
  );
}
