import { useId, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useLogout, useSession } from '../api/session';
import { Button } from '../components/Button';
import { Icon } from '../components/Icon';

import styles from './UserMenu.module.css';

/** Who is logged in, in which role and for which tenant; and the way out. Plain, as every page waits for it. */
export function UserMenu() {
  const { t } = useTranslation();
  const { data } = useSession();
  const logout = useLogout();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  if (!data) return null;
  const { user } = data;
  const close = () => setOpen(false);
  const toggle = () => {
    // Not every browser does so by itself, and leaving is noticed by the focus.
    button.current?.focus();
    setOpen(!open);
  };
  const closeOnEscape = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape') return;
    close();
    button.current?.focus();
  };
  const closeOnLeave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) close();
  };
  return (
    // What bubbles up here comes from the button and the links.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.menu} onKeyDown={closeOnEscape} onBlur={closeOnLeave}>
      <Button
        ref={button}
        kind="text"
        icon={<Icon name="user" />}
        aria-expanded={open}
        aria-controls={id}
        onClick={toggle}
      >
        {user.display_name || user.username}
      </Button>
      {/* It can hold the focus, so that a click on its words does not close it. */}
      <div id={id} className={styles.list} hidden={!open} tabIndex={-1}>
        <span className={styles.about}>
          {[t(`role.${user.role}`), user.tenant_name].filter(Boolean).join(' · ')}
        </span>
        <Link to="/account" className={styles.entry} onClick={close}>
          <Icon name="user" />
          {t('nav.account')}
        </Link>
        <button type="button" className={styles.entry} onClick={() => logout.mutate()}>
          <Icon name="logout" />
          {t('action.logout')}
        </button>
      </div>
    </div>
  );
}
