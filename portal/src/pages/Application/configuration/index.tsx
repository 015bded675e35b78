import { Button, Tag } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Application } from '../../../api/applications';
import { useSets, type ConfigurationSet } from '../../../api/configuration';
import { useMay } from '../../../api/session';
import { DataTable, type Column } from '../../../components/DataTable';
import { Failure } from '../../../components/Failure';
import { Outdated } from '../../../components/Outdated';
import { Section } from '../../../components/Section';
import { When } from '../../../components/When';
import { lazyPart } from '../../../parts/lazyPart';

import styles from './Configuration.module.css';
import { UsedBy } from './UsedBy';

const CreateDialog = lazyPart(() => import('./CreateDialog'));

/** The configuration sets of an application. */
export default function Configuration({ application }: { application: Application }) {
  const { t } = useTranslation();
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const sets = useSets(application.id);
  const mayChange = may('application.write');
  const columns = useColumns(application);
  if (sets.error && !sets.data) return <Failure error={sets.error} retry={() => void sets.refetch()} />;
  return (
    <Section
      title={t('configuration.title')}
      buttons={
        mayChange && (
          <Button size="small" onClick={() => setCreating(true)}>
            {t('configuration.create')}
          </Button>
        )
      }
    >
      {sets.error && <Outdated error={sets.error} />}
      <p className={styles.lead}>{t('configuration.lead')}</p>
      <DataTable
        label={t('configuration.title')}
        columns={columns}
        rows={sets.data}
        rowKey={({ name }) => name}
        empty={t(mayChange ? 'configuration.none' : 'configuration.noneToSee')}
      />
      <Suspense>
        {creating && <CreateDialog application={application.id} onClose={() => setCreating(false)} />}
      </Suspense>
    </Section>
  );
}

function useColumns(application: Application): Column<ConfigurationSet>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('configuration.name'),
      render: ({ name }) => <Link to={`/applications/${application.id}/configuration/${name}`}>{name}</Link>,
    },
    {
      key: 'kind',
      title: t('field.kind'),
      render: ({ kind }) => <Tag>{t(`configuration.kind.${kind}`)}</Tag>,
    },
    { key: 'entries', title: t('configuration.entries'), render: ({ keys }) => keys.length, align: 'end' },
    { key: 'version', title: t('configuration.version'), render: ({ version }) => version, align: 'end' },
    {
      key: 'used',
      title: t('configuration.usedBy'),
      render: ({ used_by: names }) => <UsedBy application={application} names={names} />,
    },
    {
      key: 'changed',
      title: t('configuration.changed'),
      render: ({ updated_at: at, updated_by: by }) => (
        <>
          <When at={at} /> · {by}
        </>
      ),
    },
  ];
}
