import { Modal } from 'antd';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useSearch } from '../api/search';
import { useSession } from '../api/session';
import { ErrorNotice } from '../components/ErrorNotice';
import { Icon } from '../components/Icon';
import { useLater } from '../components/useLater';

import { recentSection, sectionsOf, step, type Entry } from './entries';
import { recentOf, remember } from './recent';
import styles from './Search.module.css';
import { Sections } from './Sections';
import { useFocusBack } from '../components/useFocusBack';

const PAUSE_MS = 150;
const LONGEST = 100;

/** Finds anything by its name, and goes there. */
export default function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  useFocusBack();
  const navigate = useNavigate();
  const userId = useSession().data?.user.id ?? '';
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const wanted = typed.trim();
  const asked = useLater(wanted, PAUSE_MS);
  const { data, error, isPlaceholderData } = useSearch(asked);
  const found = wanted !== '' && data && !error ? sectionsOf(data.groups, asked) : [];
  const sections = wanted === '' ? recentSection(recentOf(userId)) : found;
  const entries = sections.flatMap((section) => section.entries);
  const settled = wanted === asked && !isPlaceholderData && data !== undefined;
  const chosen = Math.min(active, Math.max(entries.length - 1, 0));

  const go = ({ to, place }: Entry) => {
    if (place) remember(userId, place);
    onClose();
    void navigate(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While a text is put together by an input method, Enter and the arrows are its own.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setActive(step(chosen, event.key, entries.length));
    }
    const entry = entries[chosen];
    if (event.key === 'Enter' && entry && (settled || wanted === '')) {
      // Else the key would go on to press the button that gets the focus back.
      event.preventDefault();
      go(entry);
    }
  };
  const said = () => {
    if (wanted === '') return entries.length === 0 ? t('search.hint') : '';
    if (error) return '';
    if (!settled) return t('search.looking');
    return entries.length === 0 && sections.every(({ known }) => known)
      ? t('search.nothing', { text: asked })
      : '';
  };
  return (
    <Modal
      open
      title={t('search.title')}
      footer={null}
      width="var(--sl-dialog)"
      onCancel={onClose}
      focusable={{ trap: true }}
      // Where nothing is to move, the dialog takes the focus after its field has had it.
      afterOpenChange={() => field.current?.focus()}
    >
      <div className={styles.field}>
        <Icon name="search" />
        <input
          ref={field}
          // The dialog is opened to type into it.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          role="combobox"
          aria-label={t('search.open')}
          aria-expanded={entries.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={entries.length > 0 ? `${id}-${chosen}` : undefined}
          placeholder={t('search.placeholder')}
          value={typed}
          maxLength={LONGEST}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {wanted !== '' && error && <ErrorNotice error={error} />}
      <p className={styles.said} role="status">
        {said()}
      </p>
      <Sections id={id} sections={sections} active={chosen} onActive={setActive} onChoose={go} />
      <p className={styles.keys}>{t('search.keys')}</p>
    </Modal>
  );
}
