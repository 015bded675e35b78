import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../components/Icon';
import { withTexts } from '../i18n/language';
import { lazyInLibrary } from '../theme/inLibrary';

import styles from './SearchButton.module.css';

const SearchDialog = lazyInLibrary(() => withTexts(['search'], import('../search')));

const EDITABLE = 'input, textarea, select, [contenteditable="true"]';

/** Whether a key opens the search: `/` where nobody types, Ctrl-K or ⌘K everywhere but where it is already used. */
function opens(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.altKey || event.shiftKey) return false;
  const withControl = event.ctrlKey || event.metaKey;
  if (withControl) return event.key.toLowerCase() === 'k';
  return event.key === '/' && !(event.target instanceof Element && event.target.closest(EDITABLE));
}

/** Opens the search over everything, by the mouse or by keys; it is loaded then. */
export function SearchButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!opens(event)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.search}
        aria-label={t('search.open')}
        aria-keyshortcuts="/ Control+K Meta+K"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon name="search" />
        <span className={styles.words}>{t('search.open')}</span>
        <kbd className={styles.key}>/</kbd>
      </button>
      <Suspense>{open && <SearchDialog onClose={close} />}</Suspense>
    </>
  );
}
