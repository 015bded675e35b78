import { useTranslation } from 'react-i18next';

import {
  publishApplication,
  restartApplication,
  unpublishApplication,
  type Application,
} from '../../api/applications';
import { keys } from '../../api/query';
import { useFeedback } from '../../components/feedback';
import { useAction } from '../../components/useAction';

/** Publish, unpublish and restart a whole application. */
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
  const restart = useAction({
    run: () => restartApplication(id),
    said: () => t('said.restartingAll', { name }),
    stale: [keys.applications],
  });
  const confirmRestart = () => {
    const services = status.services ?? [];
    const stopped = services.filter(({ rollout }) => !rollout).map((service) => service.name);
    const paused = services.filter(({ rollout }) => rollout?.paused).map((service) => service.name);
    modal.confirm({
      title: t('confirm.restart.title', { name }),
      content: (
        <>
          <p>{t('confirm.restart.waves', { services: status.total })}</p>
          <p>{t('confirm.restart.rolling')}</p>
          {stopped.length > 0 && <p>{t('confirm.restart.stopped', { services: stopped.join(', ') })}</p>}
          {paused.length > 0 && <p>{t('confirm.restart.paused', { services: paused.join(', ') })}</p>}
        </>
      ),
      okText: t('action.restart'),
      onOk: () => restart.mutate(undefined),
    });
  };
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
    confirmRestart,
    busy: publish.isPending || unpublish.isPending || restart.isPending,
  };
}
