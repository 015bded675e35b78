import { Button, Empty } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { usePageTitle } from '../../components/usePageTitle';

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(t('notFound.title'));
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('notFound.title')}>
      <Link to="/applications">
        <Button type="primary">{t('notFound.back')}</Button>
      </Link>
    </Empty>
  );
}
