import { useTranslation } from 'react-i18next';

import { Button } from './Button';
import { Icon } from './Icon';
import styles from './Pager.module.css';

interface Props {
  page: number;
  pageSize: number;
  total: number;
  onChange: (page: number) => void;
}

/** Which part of a long list is shown, and the way to the next; nothing where all fits. */
export function Pager({ page, pageSize, total, onChange }: Props) {
  const { t } = useTranslation();
  const pages = Math.ceil(total / pageSize);
  if (pages <= 1 && page === 1) return null;
  const first = (page - 1) * pageSize + 1;
  return (
    <nav className={styles.pager} aria-label={t('pager.title')}>
      <span>{t('pager.shown', { first, last: Math.min(page * pageSize, total), total })}</span>
      <Button
        aria-label={t('pager.previous')}
        icon={<Icon name="left" />}
        disabled={page <= 1}
        onClick={() => onChange(page - 1)}
      />
      <Button
        aria-label={t('pager.next')}
        icon={<Icon name="right" />}
        disabled={page >= pages}
        onClick={() => onChange(page + 1)}
      />
    </nav>
  );
}
