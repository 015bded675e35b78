import { useTranslation } from 'react-i18next';

import { useContainers, type Container, type Service } from '../../../api/services';
import { PodTable } from '../PodTable';

interface Row extends Container {
  tried: boolean;
}

/** The pods of a canary, and below them those of its service. */
export function Pods({ service, canary }: { service: Service; canary: Service }) {
  const { t } = useTranslation();
  const [tried, present] = [useContainers(canary.id), useContainers(service.id)];
  const rows: Row[] | undefined = tried.data &&
    present.data && [
      ...tried.data.map((row) => ({ ...row, tried: true })),
      ...present.data.map((row) => ({ ...row, tried: false })),
    ];
  return (
    <PodTable<Row>
      label={t('canary.pods')}
      tenant={service.tenant_id}
      rows={rows}
      side={{
        title: t('canary.side'),
        render: (row) => (row.tried ? t('canary.new') : t('canary.old', { number: row.revision ?? '–' })),
      }}
    />
  );
}
