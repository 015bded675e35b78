import { useTranslation } from 'react-i18next';

import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';

export type NewBy = 'form' | 'file' | 'compose';

/** The ways to a new application: a form, the declarative file, or a Compose file. */
export function NewButtons({ onChoose }: { onChoose: (by: NewBy) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Button icon={<Icon name="folder" />} onClick={() => onChoose('compose')}>
        {t('applications.fromCompose')}
      </Button>
      <Button icon={<Icon name="file" />} onClick={() => onChoose('file')}>
        {t('applications.fromFile')}
      </Button>
      <Button kind="primary" icon={<Icon name="plus" />} onClick={() => onChoose('form')}>
        {t('applications.create')}
      </Button>
    </>
  );
}
