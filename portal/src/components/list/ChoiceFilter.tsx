import { Select } from 'antd';

import styles from '../Filters.module.css';

interface Props<V extends string> {
  label: string;
  /** What stands there while nothing is chosen, such as "All states". */
  all: string;
  value: V | undefined;
  options: readonly { value: V; label: string }[];
  /** Gets an empty text when the choice is taken back. */
  onChange: (chosen: V | '') => void;
  /** For long lists: find by typing. */
  searchable?: boolean;
}

/** One of some values, or all of them. */
export function ChoiceFilter<V extends string>({ label, all, value, options, ...rest }: Props<V>) {
  const { onChange, searchable } = rest;
  return (
    <Select<V>
      className={styles.narrow}
      allowClear
      placeholder={all}
      aria-label={label}
      {...(searchable && { showSearch: { optionFilterProp: 'label' } })}
      value={value ?? null}
      options={[...options]}
      onChange={(chosen?: V) => onChange(chosen ?? '')}
    />
  );
}
