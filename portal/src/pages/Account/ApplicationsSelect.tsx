import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplications } from '../../api/applications';
import { useOfPlatform } from '../../api/session';

interface Props {
  id?: string;
  value?: string[];
  onChange?: (ids: string[]) => void;
}

const CHOICES = 50;

/** Several applications, found by name however many there are. Those chosen keep their names when another is looked for. */
export function ApplicationsSelect({ id, value = [], onChange }: Props) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<{ value: string; label: string }[]>([]);
  const ofPlatform = useOfPlatform();
  const found = useApplications({ page: 1, page_size: CHOICES, sort: 'name', ...(q && { q }) });
  const options = (found.data?.items ?? []).map(({ id: value, name, tenant_name: tenant }) => ({
    value,
    label: ofPlatform ? `${tenant} / ${name}` : name,
  }));
  const known = [
    ...options,
    ...chosen.filter((one) => !options.some((option) => option.value === one.value)),
  ];
  const choose = (ids: string[]) => {
    setChosen(known.filter((one) => ids.includes(one.value)));
    onChange?.(ids);
  };
  return (
    <Select
      {...(id !== undefined && { id })}
      mode="multiple"
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('account.allApplications')}
      value={value}
      options={known.filter((one) => value.includes(one.value) || options.includes(one))}
      onChange={choose}
    />
  );
}
