import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ContainerDetail, Mount, Variable } from '../../../api/containers';
import { DataTable } from '../../../components/DataTable';
import styles from '../Container.module.css';

/** What the container was started with: command, variables, mounts. */
export function Configuration({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const command = [...container.command, ...container.args].join(' ');
  return (
    <div className={styles.sections}>
      <section className={styles.section}>
        <h2>{t('field.command')}</h2>
        {command ? <code className={styles.code}>{command}</code> : t('container.ofImage')}
      </section>
      <Environment variables={container.environment} />
      <Mounts mounts={container.mounts} />
    </div>
  );
}

function Environment({ variables }: { variables: Variable[] }) {
  const { t } = useTranslation();
  const hidden = variables.some(({ masked }) => masked);
  return (
    <section className={styles.section}>
      <h2>{t('field.env')}</h2>
      {hidden && <p className={styles.meta}>{t('container.whoSeesMasked')}</p>}
      <DataTable<Variable>
        label={t('field.env')}
        rows={variables}
        rowKey={({ name, source }) => `${name} ${source?.name ?? ''}`}
        empty={t('container.noVariables')}
        columns={[
          { key: 'name', title: t('field.envName'), render: ({ name }) => <code>{name}</code> },
          { key: 'value', title: t('field.envValue'), render: (variable) => <Value variable={variable} /> },
          {
            key: 'source',
            title: t('container.source'),
            render: ({ source }) => (source ? <Source source={source} /> : '–'),
          },
        ]}
      />
    </section>
  );
}

function Value({ variable: { value, masked } }: { variable: Variable }) {
  const { t } = useTranslation();
  return (
    <>
      {value !== null && <code className={styles.code}>{value}</code>}{' '}
      {masked && <Tag>{t('container.masked')}</Tag>}
      {value === null && !masked && <span className={styles.meta}>{t('container.valueUnknown')}</span>}
    </>
  );
}

function Source({ source: { kind, name, key } }: { source: Mount['source'] }) {
  const { t } = useTranslation();
  return (
    <span>
      {t(`container.from.${kind}`)} {[name, key].filter(Boolean).join(' / ')}
    </span>
  );
}

function Mounts({ mounts }: { mounts: Mount[] }) {
  const { t } = useTranslation();
  return (
    <section className={styles.section}>
      <h2>{t('container.mounts')}</h2>
      <DataTable<Mount>
        label={t('container.mounts')}
        rows={mounts}
        rowKey={({ path }) => path}
        empty={t('container.noMounts')}
        columns={[
          { key: 'path', title: t('container.path'), render: ({ path }) => <code>{path}</code> },
          { key: 'source', title: t('container.source'), render: ({ source }) => <Source source={source} /> },
          {
            key: 'volume',
            title: t('container.volume'),
            render: ({ volume, sub_path: sub }) => (sub ? `${volume} / ${sub}` : volume),
          },
          {
            key: 'access',
            title: t('container.access'),
            render: ({ read_only: only }) => t(only ? 'container.readOnly' : 'container.readWrite'),
          },
        ]}
      />
    </section>
  );
}
