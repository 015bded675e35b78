import { SearchOutlined } from '@ant-design/icons';
import { useState } from 'react';

import styles from './SearchBox.module.css';

interface Props {
  label: string;
  value: string;
  onSearch: (text: string) => void;
}

/** A native search field: searches on Enter, when it is left, and when it is cleared. */
export function SearchBox({ label, value, onSearch }: Props) {
  const [text, setText] = useState(value);
  const search = (wanted: string) => {
    if (wanted.trim() !== value) onSearch(wanted.trim());
  };
  return (
    <span className={styles.box}>
      <SearchOutlined />
      <input
        type="search"
        value={text}
        placeholder={label}
        aria-label={label}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value === '') search('');
        }}
        onBlur={() => search(text)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search(text);
        }}
      />
    </span>
  );
}
