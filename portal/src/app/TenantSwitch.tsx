import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';

import { useOfPlatform, useSession } from '../api/session';
import { OF_ONE_TENANT, parameterOf, setTenantInView, useTenantInView } from '../components/tenantInView';
import { withFilters } from '../components/useFilters';
import { lazyInLibrary } from '../theme/inLibrary';

import styles from './TenantSwitch.module.css';

const TenantSelect = lazyInLibrary(() => import('../components/TenantSelect'));

/** For administrators: one tenant's things on every list, in new ones and on the overview, until another is chosen. */
export function TenantSwitch() {
  const userId = useSession().data?.user.id;
  if (!useOfPlatform() || userId === undefined) return null;
  return (
    <Suspense fallback={<span className={styles.switch} />}>
      <Choice userId={userId} />
    </Suspense>
  );
}

function Choice({ userId }: { userId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const kept = useTenantInView();
  const { pathname, search } = useLocation();
  const parameter = parameterOf(pathname, search);
  const shown = parameter && new URLSearchParams(search).get(parameter);
  const value = (parameter && search !== '' ? shown : kept) ?? '';

  // What the address of a list says counts; an address that says nothing at all is that of the list of the tenant in view.
  useEffect(() => {
    if (!parameter) return;
    if (shown) setTenantInView(userId, shown);
    else if (search === '' && kept) {
      void navigate({ pathname, search: `?${parameter}=${encodeURIComponent(kept)}` }, { replace: true });
    }
  }, [parameter, shown, search, kept, pathname, userId, navigate]);

  const choose = (id: string) => {
    setTenantInView(userId, id);
    if (!parameter) return;
    const changed = withFilters(new URLSearchParams(search), { ...OF_ONE_TENANT, [parameter]: id });
    void navigate({ pathname, search: changed.toString() }, { replace: true });
  };
  return (
    <TenantSelect
      allowClear
      className={styles.switch}
      label={t('frame.tenant')}
      placeholder={t('frame.allTenants')}
      value={value === '' ? undefined : value}
      onChange={(id) => choose(id ?? '')}
      onGone={() => choose('')}
    />
  );
}
