import { Badge, Button } from 'antd';
import { useId, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useActivities } from '../api/overview';
import { useMay, useSession } from '../api/session';
import { Failure } from '../components/Failure';
import { Icon } from '../components/Icon';

import styles from './Bell.module.css';
import { Item } from './Item';
import { see, unseen } from './seen';

/** What is under way and how it ended; the server derives it, so that it is the same after a reload and elsewhere. */
export default function Bell() {
  const may = useMay();
  const { data } = useSession();
  if (!data || !may('operation.read')) return null;
  return <BellOf userId={data.user.id} />;
}

function BellOf({ userId }: { userId: string }) {
  const { t } = useTranslation();
  const activities = useActivities(true);
  const [open, setOpen] = useState(false);
  const [, setSeen] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const { data, error } = activities;
  const items = data?.items ?? [];
  const running = data?.running ?? 0;
  const fresh = unseen(userId, items).length;

  const close = () => {
    if (!open) return;
    see(userId, items);
    setSeen((number) => number + 1);
    setOpen(false);
  };
  const toggle = () => {
    // Not every browser does so by itself, and leaving is noticed by the focus.
    button.current?.focus();
    if (open) close();
    else setOpen(true);
  };
  const closeOnEscape = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape') return;
    close();
    button.current?.focus();
  };
  const closeOnLeave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) close();
  };
  const label = [
    t('bell.open'),
    running > 0 && t('bell.running', { number: running }),
    fresh > 0 && t('bell.unread', { number: fresh }),
  ];
  return (
    // What bubbles up here comes from the button and the links.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.bell} onKeyDown={closeOnEscape} onBlur={closeOnLeave}>
      <Button
        ref={button}
        type="text"
        className={styles.button}
        data-running={running > 0}
        aria-expanded={open}
        aria-controls={id}
        aria-label={label.filter(Boolean).join(', ')}
        onClick={toggle}
        icon={
          <Badge count={running > 0 ? running : fresh} size="small" color={running > 0 ? 'blue' : 'red'}>
            <Icon name="bell" />
          </Badge>
        }
      />
      {/* It can hold the focus, so that a click on its words does not close it. */}
      <section id={id} className={styles.list} hidden={!open} tabIndex={-1} aria-label={t('bell.title')}>
        <div className={styles.head}>
          <strong>{t('bell.title')}</strong>
          <Link to="/operations" onClick={close}>
            {t('bell.log')}
          </Link>
        </div>
        {error && !data && <Failure error={error} retry={() => void activities.refetch()} />}
        {data?.items.length === 0 && <p className={styles.none}>{t('bell.none')}</p>}
        <ul className={styles.items} aria-live="polite">
          {open && items.map((item) => <Item key={item.id} activity={item} onFollow={close} />)}
        </ul>
      </section>
    </div>
  );
}
