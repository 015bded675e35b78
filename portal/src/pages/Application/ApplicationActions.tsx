import { Button } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { endRestart, fileAddress, type Application } from '../../api/applications';
import { ownServices } from '../../api/canary';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import { ActionsMenu } from '../../components/ActionsMenu';
import { DownloadLink } from '../../components/DownloadLink';
import { KeptFocus } from '../../components/KeptFocus';
import { Icon } from '../../components/Icon';
import { useAction } from '../../components/useAction';
import { withTexts } from '../../i18n/language';
import { lazyInLibrary } from '../../theme/inLibrary';

import { DeleteDialog } from './dialogs/DeleteDialog';
import { usePublishing } from './usePublishing';
import { WAITING_TO_RESTART } from './waves';

const CloneDialog = lazyInLibrary(() => withTexts(['clone', 'editor'], import('./dialogs/CloneDialog')));

/** What can be done with the whole application. */
export function ApplicationActions({ application }: { application: Application }) {
  const { t } = useTranslation();
  const may = useMay();
  const [deleting, setDeleting] = useState(false);
  const [copying, setCopying] = useState(false);
  const { publish, confirmUnpublish, confirmRestart, busy } = usePublishing(application);
  const end = useAction({
    run: endRestart,
    said: () => t('said.restartEnded', { name: application.name }),
    stale: [keys.applications],
  });
  const { state } = application.status;
  const copies = may('application.create') && may('application.secrets');
  const services = ownServices(application);
  const allPublished = services.length > 0 && services.every((service) => service.published);
  const anyPublished = services.some((service) => service.published);
  return (
    <KeptFocus>
      {may('application.publish') && !allPublished && (
        <Button type="primary" loading={busy} disabled={services.length === 0} onClick={publish}>
          {t('action.publish')}
        </Button>
      )}
      {may('application.publish') && anyPublished && (
        <>
          {services.some(({ status }) => status.reason?.code === WAITING_TO_RESTART) ? (
            <Button loading={end.isPending} onClick={() => end.mutate(application.id)}>
              {t('application.endRestart')}
            </Button>
          ) : (
            <Button disabled={state === 'unpublishing' || busy} onClick={confirmRestart}>
              {t('action.restart')}
            </Button>
          )}
          <Button loading={busy} disabled={state === 'unpublishing'} onClick={confirmUnpublish}>
            {t('action.unpublish')}
          </Button>
        </>
      )}
      <DownloadLink
        href={fileAddress(application.id)}
        name={`${application.name}.yaml`}
        label={t('application.export')}
      />
      {may('application.write') && (
        <ActionsMenu
          items={[
            ...(copies
              ? [
                  {
                    key: 'clone',
                    icon: <Icon name="copy" />,
                    label: t('application.clone'),
                    onClick: () => setCopying(true),
                  },
                ]
              : []),
            {
              key: 'delete',
              danger: true,
              icon: <Icon name="remove" />,
              label: t('application.delete'),
              onClick: () => setDeleting(true),
            },
          ]}
        >
          <Button icon={<Icon name="more" />} aria-label={t('action.more')} />
        </ActionsMenu>
      )}
      <Suspense>
        {copying && <CloneDialog application={application} onClose={() => setCopying(false)} />}
      </Suspense>
      {deleting && <DeleteDialog application={application} onClose={() => setDeleting(false)} />}
    </KeptFocus>
  );
}
