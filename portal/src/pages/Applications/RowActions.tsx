import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Application } from '../../api/applications';
import { usePublishing } from '../Application/usePublishing';

/** Publish what is a draft, take down what runs. */
export function RowActions({ application }: { application: Application }) {
  const { t } = useTranslation();
  const { publish, confirmUnpublish, busy } = usePublishing(application);
  const { state } = application.status;
  if (state === 'draft') {
    return (
      <Button size="small" type="primary" ghost loading={busy} onClick={publish}>
        {t('action.publish')}
      </Button>
    );
  }
  return (
    <Button size="small" loading={busy} disabled={state === 'unpublishing'} onClick={confirmUnpublish}>
      {t('action.unpublish')}
    </Button>
  );
}
