import { Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useTenant, useTenants } from '../api/tenants';

import filters from './Filters.module.css';

interface Props {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
  label?: string;
  className?: string | undefined;
}

const CHOICES = 50;

/** For administrators: whose things are shown. Finds tenants by name, however many there are. */
export default function TenantSelect({ value, onChange, label, className = filters.field }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [q, setQ] = useState('');
  const found = useTenants({ page: 1, page_size: CHOICES, ...(q && { q }) });
  const items = found.data?.items ?? [];
  const missing = value !== undefined && !items.some((one) => one.id === value);
  const chosen = useTenant(missing ? value : undefined);
  const options = [...(missing && chosen.data ? [chosen.data] : []), ...items];
  return (
    <Select
      id={id}
      {...(className && { className })}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('applications.allTenants')}
      aria-label={label ?? t('field.tenant')}
      value={value}
      options={options.map((one) => ({ value: one.id, label: one.name }))}
      onChange={onChange}
    />
  );
}
