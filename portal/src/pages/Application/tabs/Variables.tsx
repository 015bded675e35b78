import { useTranslation } from 'react-i18next';

import { useVariables, type Service, type Variable } from '../../../api/services';
import { DataTable, type Column } from '../../../components/DataTable';
import { Failure } from '../../../components/Failure';

import { SetFiles, SetVariables } from './FromSets';
import styles from './Tabs.module.css';

interface NameValue {
  name: string;
  value: string;
}

/** The variables that the service's containers see: its own, those that its dependencies provide, and those out of sets. */
export function Variables({ service }: { service: Service }) {
  const { t } = useTranslation();
  const variables = useVariables(service.id);
  const own = Object.entries(service.config.env ?? {}).map(([name, value]) => ({ name, value }));
  const code = (text: string) => <code className={styles.code}>{text}</code>;
  const both: Column<NameValue>[] = [
    { key: 'name', title: t('field.envName'), render: ({ name }) => code(name) },
    { key: 'value', title: t('field.envValue'), render: ({ value }) => code(value) },
  ];
  if (variables.error) return <Failure error={variables.error} retry={() => void variables.refetch()} />;
  return (
    <div className={`${styles.stack} ${styles.even}`}>
      <h3 className={styles.heading}>{t('variables.provided')}</h3>
      <p className={styles.lead}>{t('variables.providedLead')}</p>
      <DataTable<Variable>
        label={t('variables.provided')}
        rows={variables.data}
        rowKey={({ name }) => name}
        empty={t(service.config.depends_on?.length ? 'variables.providesNothing' : 'variables.noneProvided')}
        columns={[...both, { key: 'by', title: t('variables.by'), render: ({ provided_by: by }) => by }]}
      />
      <h3 className={styles.heading}>{t('variables.own')}</h3>
      <DataTable<NameValue>
        label={t('variables.own')}
        rows={own}
        rowKey={({ name }) => name}
        empty={t('variables.noneOwn')}
        columns={both}
      />
      <SetVariables service={service} />
      <SetFiles service={service} />
    </div>
  );
}
