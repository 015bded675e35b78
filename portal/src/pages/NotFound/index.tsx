import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { usePageTitle } from '../../components/usePageTitle';

import styles from './NotFound.module.css';

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(t('notFound.title'));
  return (
    <section className={styles.missing}>
      <h1>{t('notFound.title')}</h1>
      <Link to="/applications">
        <Button type="primary">{t('notFound.back')}</Button>
      </Link>
    </section>
  );
}
