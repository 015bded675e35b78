import { useState } from 'react';

import { Icon } from './Icon';
import styles from './SearchBox.module.css';

interface Props {
  label: string;
  value: string;
  onSearch: (text: string) => void;
}

/** A native search field: searches on Enter, when it is left, and when it is cleared. */
export function SearchBox({ label, value, onSearch }: Props) {
  const [text, setText] = useState(value);
  const [searched, setSearched] = useState(value);
  if (searched !== value) {
    // Searched here, or elsewhere: the back button, a reset of all filters.
    setSearched(value);
    setText(value);
  }
  const search = (wanted: string) => {
    if (wanted.trim() !== value) onSearch(wanted.trim());
  };
  return (
    <span className={styles.box}>
      <Icon name="search" />
      <span className={styles.field} data-label={label}>
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
    </span>
  );
}
