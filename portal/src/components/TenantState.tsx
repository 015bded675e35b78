import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

/** Whether anybody of a tenant gets in; in words, not by colour only. */
export function TenantState({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  return (
    <Tag color={disabled ? 'warning' : 'success'}>{t(disabled ? 'users.disabled' : 'tenants.active')}</Tag>
  );
}
