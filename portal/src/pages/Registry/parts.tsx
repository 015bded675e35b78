import { Segmented } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { Registry } from '../../api/registries';
import { useOfPlatform } from '../../api/session';
import { bytes } from '../../components/amounts';
import type { useListView } from '../../components/list/useListView';
import { useTenantInView } from '../../components/tenantInView';
import { useLanguage } from '../../i18n/useLanguage';

export type View = ReturnType<typeof useListView<'by' | 'q' | 'tenant_id'>>;

/** What the lists of the page have in common. */
export interface ListProps {
  registry: Registry;
  /** When what they show was measured. */
  measured: string | null;
  head: { title: string; lead: string; actions: ReactNode; notice: ReactNode };
  view: View;
}

/** What is asked of the server. */
export const queryOf = (
  { filters: { q, tenant_id: tenant }, paging, sort }: View,
  measured: string | null,
) => ({
  ...paging,
  sort,
  measured,
  ...(q && { q }),
  ...(tenant && { tenant_id: tenant }),
});

/** For those who see all tenants: a row for each, or for each repository. */
export function ByChoice({ view }: { view: View }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const inView = useTenantInView();
  const repositories = `?by=repository${inView && `&tenant_id=${encodeURIComponent(inView)}`}`;
  if (!useOfPlatform()) return null;
  return (
    <Segmented<'tenant' | 'repository'>
      aria-label={t('storage.by.label')}
      value={view.filters.by === 'repository' ? 'repository' : 'tenant'}
      options={(['tenant', 'repository'] as const).map((by) => ({ value: by, label: t(`storage.by.${by}`) }))}
      onChange={(by) => void navigate(by === 'tenant' ? '?' : repositories, { replace: true })}
    />
  );
}

/** An amount of storage. */
export function Size({ of }: { of: number }) {
  return bytes(of, useLanguage());
}
