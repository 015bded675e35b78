import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useTenants } from '../../api/tenants';

import styles from './Applications.module.css';
import type { ListState } from './useListQuery';

export default function TenantFilter({ query, change }: ListState) {
  const { t } = useTranslation();
  const tenants = useTenants();
  return (
    <Select
      className={styles.tenant}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('applications.allTenants')}
      aria-label={t('field.tenant')}
      value={query.tenant_id}
      options={tenants.data?.items.map((tenant) => ({ value: tenant.id, label: tenant.name }))}
      onChange={(id: string | undefined) => change({ tenant_id: id ?? '', page: 1 })}
    />
  );
}
