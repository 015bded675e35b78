import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import styles from './Crumbs.module.css';

interface Props {
  /** The pages above this one, the outermost first. */
  above: readonly { to: string; label: string }[];
  here: string;
}

/** Where this page is, and the way back up. */
export function Crumbs({ above, here }: Props) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('frame.breadcrumb')} className={styles.crumbs}>
      {above.map(({ to, label }) => (
        <span key={to}>
          <Link to={to}>{label}</Link>
          <span aria-hidden="true"> / </span>
        </span>
      ))}
      <span aria-current="page">{here}</span>
    </nav>
  );
}
