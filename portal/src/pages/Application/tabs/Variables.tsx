import { Table } from 'antd';
import { useTranslation } from 'react-i18next';

import { useVariables, type Service } from '../../../api/services';
import { Failure } from '../../../components/Failure';

import styles from './Tabs.module.css';

/** The variables that the service's containers see: its own, and those that its dependencies provide. */
export function Variables({ service }: { service: Service }) {
  const { t } = useTranslation();
  const variables = useVariables(service.id);
  const own = Object.entries(service.config.env ?? {}).map(([name, value]) => ({ name, value }));
  const code = (text: string) => <code className={styles.code}>{text}</code>;
  if (variables.error) return <Failure error={variables.error} retry={() => void variables.refetch()} />;
  return (
    <div className={styles.stack}>
      <h3 className={styles.heading}>{t('variables.provided')}</h3>
      <p className={styles.lead}>{t('variables.providedLead')}</p>
      <Table
        rowKey="name"
        size="small"
        loading={variables.isPending}
        pagination={false}
        dataSource={variables.data ?? []}
        locale={{ emptyText: t('variables.noneProvided') }}
        columns={[
          { title: t('field.envName'), dataIndex: 'name', render: code },
          { title: t('field.envValue'), dataIndex: 'value', render: code },
          { title: t('variables.by'), dataIndex: 'provided_by' },
        ]}
      />
      <h3 className={styles.heading}>{t('variables.own')}</h3>
      <Table
        rowKey="name"
        size="small"
        pagination={false}
        dataSource={own}
        locale={{ emptyText: t('variables.noneOwn') }}
        columns={[
          { title: t('field.envName'), dataIndex: 'name', render: code },
          { title: t('field.envValue'), dataIndex: 'value', render: code },
        ]}
      />
    </div>
  );
}
