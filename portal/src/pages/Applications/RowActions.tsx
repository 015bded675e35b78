import { useTranslation } from 'react-i18next';

import type { Application } from '../../api/applications';
import { Button } from '../../components/Button';
import { usePublishing } from '../Application/usePublishing';

/** Publish what is a draft, take down what runs. */
export function RowActions({ application }: { application: Application }) {
  const { t } = useTranslation();
  const { publish, confirmUnpublish, busy } = usePublishing(application);
  const { state } = application.status;
  if (state === 'draft') {
    return (
      <Button small kind="ghost" loading={busy} onClick={publish}>
        {t('action.publish')}
      </Button>
    );
  }
  return (
    <Button small loading={busy} disabled={state === 'unpublishing'} onClick={confirmUnpublish}>
      {t('action.unpublish')}
    </Button>
  );
}
