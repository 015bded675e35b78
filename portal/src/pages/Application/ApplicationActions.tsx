import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fileAddress, type Application } from '../../api/applications';
import { ownServices } from '../../api/canary';
import { useMay } from '../../api/session';
import { DownloadLink } from '../../components/DownloadLink';
import { Icon } from '../../components/Icon';

import { DeleteDialog } from './dialogs/DeleteDialog';
import { usePublishing } from './usePublishing';

/** What can be done with the whole application. */
export function ApplicationActions({ application }: { application: Application }) {
  const { t } = useTranslation();
  const may = useMay();
  const [deleting, setDeleting] = useState(false);
  const { publish, confirmUnpublish, busy } = usePublishing(application);
  const { state } = application.status;
  const services = ownServices(application);
  const allPublished = services.length > 0 && services.every((service) => service.published);
  const anyPublished = services.some((service) => service.published);
  return (
    <>
      {may('application.publish') && !allPublished && (
        <Button type="primary" loading={busy} disabled={services.length === 0} onClick={publish}>
          {t('action.publish')}
        </Button>
      )}
      {may('application.publish') && anyPublished && (
        <Button loading={busy} disabled={state === 'unpublishing'} onClick={confirmUnpublish}>
          {t('action.unpublish')}
        </Button>
      )}
      <DownloadLink
        href={fileAddress(application.id)}
        name={`${application.name}.yaml`}
        label={t('application.export')}
      />
      {may('application.write') && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              {
                key: 'delete',
                danger: true,
                icon: <Icon name="remove" />,
                label: t('application.delete'),
                onClick: () => setDeleting(true),
              },
            ],
          }}
        >
          <Button icon={<Icon name="more" />} aria-label={t('action.more')} />
        </Dropdown>
      )}
      {deleting && <DeleteDialog application={application} onClose={() => setDeleting(false)} />}
    </>
  );
}
