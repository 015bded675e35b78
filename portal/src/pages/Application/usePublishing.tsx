import { useTranslation } from 'react-i18next';

import { publishApplication, unpublishApplication, type Application } from '../../api/applications';
import { keys } from '../../api/query';
import { useFeedback } from '../../components/feedback';
import { useAction } from '../../components/useAction';

/** Publish and unpublish a whole application. */
export function usePublishing(application: Application) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const { id, name, status } = application;

  const publish = useAction({
    run: () => publishApplication(id),
    said: () => t('said.publishing', { name }),
    stale: [keys.applications],
  });
  const unpublish = useAction({
    run: () => unpublishApplication(id),
    said: () => t('said.unpublishing', { name }),
    stale: [keys.applications],
  });
  const confirmUnpublish = () => {
    const urls = status.urls ?? [];
    modal.confirm({
      title: t('confirm.unpublish.title', { name }),
      content: (
        <>
          <p>{t('confirm.unpublish.consequence', { services: status.total })}</p>
          {urls.length > 0 && <p>{t('confirm.unpublish.urls', { urls: urls.join(' ') })}</p>}
          <p>{t('confirm.unpublish.kept')}</p>
        </>
      ),
      okText: t('action.unpublish'),
      okButtonProps: { danger: true },
      onOk: () => unpublish.mutate(undefined),
    });
  };
  return {
    publish: () => publish.mutate(undefined),
    confirmUnpublish,
    busy: publish.isPending || unpublish.isPending,
  };
}
