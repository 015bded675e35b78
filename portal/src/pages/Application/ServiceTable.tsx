import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Application } from '../../api/applications';
import { canaryOf } from '../../api/canary';
import type { Service } from '../../api/services';
import { DataTable, type Column } from '../../components/DataTable';
import { isProblem, isTroubled } from '../../components/reason';
import { ReadyCount } from '../../components/ReadyCount';
import { StateLabel } from '../../components/StateLabel';
import { Urls } from '../../components/Urls';

import { CanaryLine } from './CanaryLine';
import { ReasonLine } from './ReasonLine';
import { ReasonPanel } from './ReasonPanel';
import { RolloutLine } from './RolloutLine';
import { ScalingLine } from './ScalingLine';
import { ServiceActions, type Dialog } from './ServiceActions';
import styles from './ServiceTable.module.css';

/** The image without its registry and path, which the drawer has in full. */
const shortImage = (image: string) => image.slice(image.lastIndexOf('/') + 1);

interface Props {
  application: Application;
  services: readonly Service[];
  onDialog: (dialog: Dialog) => void;
}

/** The services with their live status; what is wrong with one stands open below it. */
export function ServiceTable({ application, services, onDialog }: Props) {
  const { t } = useTranslation();
  // What the user opened or closed by hand; everything else follows from whether there is a problem.
  const [byHand, setByHand] = useState<Record<string, boolean>>({});
  const ordered = [...services].sort((one, other) => one.status.wave - other.status.wave);
  const open = ordered
    .filter(({ id, status: { reason } }) => reason && (byHand[id] ?? isProblem(reason)))
    .map(({ id }) => id);
  const isOpen = (id: string) => open.includes(id);

  const columns: Column<Service>[] = [
    {
      key: 'name',
      title: t('field.service'),
      render: (service) => (
        <Link className={styles.name} to={`/applications/${application.id}/services/${service.id}`}>
          {service.name}
        </Link>
      ),
    },
    {
      key: 'state',
      title: t('field.state'),
      render: (service) => {
        const { id, status } = service;
        const canary = canaryOf(application, id);
        return (
          <div className={styles.state}>
            <span className={styles.label}>
              <StateLabel state={status.state} troubled={isTroubled(status)} />
              {status.reason && (
                <Button
                  type="link"
                  size="small"
                  aria-expanded={isOpen(id)}
                  onClick={() => setByHand((before) => ({ ...before, [id]: !isOpen(id) }))}
                >
                  {t(isOpen(id) ? 'reason.close' : 'reason.open')}
                </Button>
              )}
            </span>
            <ReasonLine status={status} />
            <RolloutLine status={status} />
            {canary && <CanaryLine service={service} canary={canary} />}
          </div>
        );
      },
    },
    {
      key: 'ready',
      title: t('field.replicas'),
      render: ({ status, replicas, autoscaling }) => (
        <div className={styles.replicas}>
          <ReadyCount
            ready={status.ready}
            total={status.state === 'draft' ? (autoscaling?.min ?? replicas) : status.desired}
          />
          <ScalingLine scaling={status.scaling} />
        </div>
      ),
    },
    {
      key: 'wave',
      title: t('field.wave'),
      only: 'medium',
      render: ({ status }) => status.wave + 1,
    },
    {
      key: 'image',
      title: t('field.image'),
      render: ({ config, revision }) => (
        <div className={styles.image}>
          <code title={config.image}>{shortImage(config.image)}</code>
          <span>{t('service.revision', { number: revision })}</span>
        </div>
      ),
    },
    {
      key: 'url',
      title: t('field.address'),
      only: 'medium',
      render: ({ status }) => <Urls urls={status.url ? [status.url] : []} />,
    },
    {
      key: 'actions',
      align: 'end',
      render: (service) => <ServiceActions application={application} service={service} onDialog={onDialog} />,
    },
  ];
  return (
    <DataTable
      label={t('field.services')}
      columns={columns}
      rows={ordered}
      rowKey={({ id }) => id}
      empty={t('application.noServices')}
      below={({ id, status }) => isOpen(id) && status.reason && <ReasonPanel reason={status.reason} />}
    />
  );
}
