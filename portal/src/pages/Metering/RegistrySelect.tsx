import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useRegistries } from '../../api/registries';
import styles from '../../components/Filters.module.css';

const CHOICES = 100;

interface Props {
  value: string | undefined;
  /** Gets an empty text when the choice is taken back. */
  onChange: (id: string) => void;
}

/** Of which registry. One that is not metered any more is not offered: reports without a choice have it all the same. */
export function RegistrySelect({ value, onChange }: Props) {
  const { t } = useTranslation();
  const registries = useRegistries({ page: 1, page_size: CHOICES, sort: 'address' });
  const metered = registries.data?.items.filter(({ metering }) => metering) ?? [];
  return (
    <Select
      className={styles.field}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('metering.allRegistries')}
      aria-label={t('metering.registry')}
      value={value}
      options={metered.map(({ id, address }) => ({ value: id, label: address }))}
      onChange={(id: string | undefined) => onChange(id ?? '')}
    />
  );
}
