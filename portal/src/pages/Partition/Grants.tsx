import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { grantPartition, revokePartition, type Partition } from '../../api/partitions';
import { keys } from '../../api/query';
import { useMay, useOfPlatform } from '../../api/session';
import { useTenants } from '../../api/tenants';
import { DataTable } from '../../components/DataTable';
import { Section } from '../../components/Section';
import { useAction } from '../../components/useAction';

import styles from './Partition.module.css';

const CHOICES = 50;

/** The tenants that may pin services to the partition. */
export function Grants({ partition }: { partition: Partition }) {
  const { t } = useTranslation();
  const may = useMay();
  const ofPlatform = useOfPlatform();
  const { id, name, tenants } = partition;
  const manages = may('partition.manage');
  const nameOf = (tenantId: string) => tenants.find((one) => one.id === tenantId)?.name ?? '';
  const revoke = useAction({
    run: revokePartition,
    said: (_, { tenantId }) => t('said.revoked', { tenant: nameOf(tenantId), name }),
    stale: [keys.partitions],
  });
  return (
    <Section title={t('partitions.grantedTo')} buttons={manages && <Grant partition={partition} />}>
      <DataTable<Partition['tenants'][number]>
        label={t('partitions.grantedTo')}
        rows={tenants}
        rowKey={(tenant) => tenant.id}
        empty={t(manages ? 'partitions.noGrants' : 'partitions.nobody')}
        columns={[
          {
            key: 'name',
            title: t('field.tenant'),
            render: (tenant) =>
              ofPlatform ? <Link to={`/tenants/${tenant.id}`}>{tenant.name}</Link> : tenant.name,
          },
          {
            key: 'actions',
            align: 'end',
            render: (tenant) =>
              manages && (
                <Button
                  size="small"
                  aria-label={t('partitions.revokeOf', { tenant: tenant.name })}
                  loading={revoke.isPending && revoke.variables.tenantId === tenant.id}
                  onClick={() => revoke.mutate({ id, tenantId: tenant.id })}
                >
                  {t('partitions.revoke')}
                </Button>
              ),
          },
        ]}
      />
    </Section>
  );
}

function Grant({ partition: { id, name, tenants } }: { partition: Partition }) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const found = useTenants({ page: 1, page_size: CHOICES, ...(q && { q }) });
  const options = (found.data?.items ?? [])
    .filter((tenant) => !tenants.some((one) => one.id === tenant.id))
    .map((tenant) => ({ value: tenant.id, label: tenant.name }));
  const grant = useAction({
    run: grantPartition,
    said: (changed, { tenantId }) =>
      t('said.granted', { tenant: changed.tenants.find((one) => one.id === tenantId)?.name ?? '', name }),
    stale: [keys.partitions],
    done: () => setChosen(null),
  });
  return (
    <div className={styles.add}>
      <Select<string>
        id="tenant-to-grant"
        className={styles.choice ?? ''}
        showSearch={{ filterOption: false, onSearch: setQ }}
        placeholder={t('partitions.chooseTenant')}
        aria-label={t('partitions.chooseTenant')}
        value={chosen}
        options={options}
        onChange={setChosen}
      />
      <Button
        disabled={chosen === null}
        loading={grant.isPending}
        onClick={() => chosen !== null && grant.mutate({ id, tenantId: chosen })}
      >
        {t('partitions.grant')}
      </Button>
    </div>
  );
}
