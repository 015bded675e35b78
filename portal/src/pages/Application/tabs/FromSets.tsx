import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Service } from '../../../api/services';
import { DataTable, type Column } from '../../../components/DataTable';

import styles from './Tabs.module.css';

type Source = NonNullable<Service['config']['env_from']>[number];
type Mounted = NonNullable<Service['config']['files']>[number];

/** A row keeps its place in the configuration: a set may be used several times. */
type Placed<T> = readonly [number, T];

const placed = <T,>(all: readonly T[] | undefined): Placed<T>[] =>
  (all ?? []).map((one, index) => [index, one] as const);

function useSetColumn<T extends { set: string }>(service: Service): Column<Placed<T>> {
  const { t } = useTranslation();
  const home = `/applications/${service.application_id}/configuration`;
  return {
    key: 'set',
    title: t('variables.set'),
    render: ([, { set }]) => <Link to={`${home}/${set}`}>{set}</Link>,
  };
}

/** What the service takes out of configuration sets as variables. */
export function SetVariables({ service }: { service: Service }) {
  const { t } = useTranslation();
  const set = useSetColumn<Source>(service);
  const taken = ({ keys, prefix }: Source) => {
    if (keys) return Object.entries(keys).map(([key, name]) => <Pair key={key} from={key} to={name} />);
    return prefix ? t('variables.allPrefixed', { prefix }) : t('variables.allKeys');
  };
  return (
    <>
      <h3 className={styles.heading}>{t('variables.ofSets')}</h3>
      <DataTable<Placed<Source>>
        label={t('variables.ofSets')}
        rows={placed(service.config.env_from)}
        rowKey={([index]) => String(index)}
        empty={t('variables.noneOfSets')}
        columns={[set, { key: 'taken', title: t('variables.taken'), render: ([, source]) => taken(source) }]}
      />
    </>
  );
}

/** Which files the containers find that come out of configuration sets. */
export function SetFiles({ service }: { service: Service }) {
  const { t } = useTranslation();
  const set = useSetColumn<Mounted>(service);
  const below = (path: string, inner: string) => `${path.replace(/\/$/, '')}/${inner}`;
  const files = ({ mount_path: path, key, keys }: Mounted) => {
    if (key) return <Pair from={key} to={path} />;
    if (!keys) return <Pair from={t('variables.allKeys')} to={below(path, '')} />;
    return Object.entries(keys).map(([one, inner]) => <Pair key={one} from={one} to={below(path, inner)} />);
  };
  return (
    <>
      <h3 className={styles.heading}>{t('variables.files')}</h3>
      <DataTable<Placed<Mounted>>
        label={t('variables.files')}
        rows={placed(service.config.files)}
        rowKey={([index]) => String(index)}
        empty={t('variables.noneFiles')}
        columns={[
          set,
          { key: 'path', title: t('variables.path'), render: ([, mounted]) => files(mounted) },
          {
            key: 'mode',
            title: t('variables.mode'),
            render: ([, { mode }]) => <code className={styles.code}>{mode}</code>,
          },
        ]}
      />
    </>
  );
}

function Pair({ from, to }: { from: string; to: string }) {
  return (
    <div className={styles.code}>
      {from} → {to}
    </div>
  );
}
