import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../components/Icon';

export type NewBy = 'form' | 'file';

/** The two ways to a new application: a form, or the declarative file. */
export function NewButtons({ onChoose }: { onChoose: (by: NewBy) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Button icon={<Icon name="file" />} onClick={() => onChoose('file')}>
        {t('applications.fromFile')}
      </Button>
      <Button type="primary" icon={<Icon name="plus" />} onClick={() => onChoose('form')}>
        {t('applications.create')}
      </Button>
    </>
  );
}
