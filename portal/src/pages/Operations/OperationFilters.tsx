import { Button, Select } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { OPERATION_FILTERS, type OperationFilters } from '../../api/operations';
import { useMay, useOfPlatform } from '../../api/session';
import { useUsers } from '../../api/users';
import styles from '../../components/Filters.module.css';
import { PeriodPicker } from '../../components/PeriodPicker';
import { SearchBox } from '../../components/SearchBox';

import { KINDS, useOperationWords } from './words';

const TenantSelect = lazy(() => import('../../components/TenantSelect'));

interface Props {
  filters: OperationFilters;
  change: (change: OperationFilters) => void;
  reset: () => void;
}

export function OperationFiltersBar({ filters, change, reset }: Props) {
  const { t } = useTranslation();
  const words = useOperationWords();
  const ofPlatform = useOfPlatform();
  const may = useMay();
  const any = OPERATION_FILTERS.some((name) => filters[name]);
  return (
    <div className={styles.bar} role="search">
      <SearchBox
        key={filters.q ?? ''}
        label={t('operations.search')}
        value={filters.q ?? ''}
        onSearch={(q) => change({ q })}
      />
      <PeriodPicker since={filters.since} until={filters.until} onChange={change} />
      {ofPlatform && (
        <Suspense fallback={<span className={styles.field} />}>
          <TenantSelect value={filters.tenant_id} onChange={(id) => change({ tenant_id: id ?? '' })} />
        </Suspense>
      )}
      {may('user.read') && <UserSelect filters={filters} change={change} />}
      <Select
        className={styles.narrow}
        allowClear
        placeholder={t('operations.allKinds')}
        aria-label={t('field.kind')}
        value={filters.object_kind}
        options={KINDS.map((kind) => ({ value: kind, label: words.kind(kind) }))}
        onChange={(kind: string | undefined) => change({ object_kind: kind ?? '' })}
      />
      <Select
        className={styles.narrow}
        allowClear
        placeholder={t('operations.allOutcomes')}
        aria-label={t('field.outcome')}
        value={filters.outcome}
        options={[
          { value: 'ok', label: t('operations.ok') },
          { value: 'refused', label: t('operations.refused') },
        ]}
        onChange={(outcome: string | undefined) => change({ outcome: outcome ?? '' })}
      />
      <Button type="text" disabled={!any} onClick={reset}>
        {t('action.reset')}
      </Button>
    </div>
  );
}

const CHOICES = 100;

function UserSelect({ filters, change }: Omit<Props, 'reset'>) {
  const { t } = useTranslation();
  const users = useUsers({ page: 1, page_size: CHOICES });
  return (
    <Select
      className={styles.narrow}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('operations.allUsers')}
      aria-label={t('field.user')}
      value={filters.actor_id}
      options={users.data?.items.map(({ id, username }) => ({ value: id, label: username }))}
      onChange={(id: string | undefined) => change({ actor_id: id ?? '' })}
    />
  );
}
