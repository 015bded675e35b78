import { Button, type MenuProps } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { Application } from '../../api/applications';
import { canaryOf, ownServices } from '../../api/canary';
import { keys } from '../../api/query';
import { publishService, restartService, unpublishService, type Service } from '../../api/services';
import { useMay } from '../../api/session';
import { ActionsMenu } from '../../components/ActionsMenu';
import { useFeedback } from '../../components/feedback';
import { Icon } from '../../components/Icon';
import { useAction } from '../../components/useAction';

import styles from './ServiceActions.module.css';

export type Dialog =
  | { kind: 'scale' | 'upgrade'; service: Service }
  | { kind: 'delete'; service: Service; users: readonly string[] };

interface Props {
  application: Application;
  service: Service;
  onDialog: (dialog: Dialog) => void;
}

/** What can be done with one service. */
export function ServiceActions({ application, service, onDialog }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const items = useMenu({ application, service, onDialog });
  if (!may('application.write')) return null;
  const home = `/applications/${application.id}/services/${service.id}`;
  return (
    <div className={styles.actions}>
      {canaryOf(application, service.id) ? (
        // While one is on trial, the service is neither scaled nor upgraded.
        <Button size="small" onClick={() => void navigate(home)}>
          {t('canaryLine.link')}
        </Button>
      ) : (
        <>
          <Button
            size="small"
            onClick={() =>
              service.autoscaling
                ? void navigate(`${home}/edit#section-replicas`)
                : onDialog({ kind: 'scale', service })
            }
          >
            {t('action.scale')}
          </Button>
          <Button size="small" onClick={() => onDialog({ kind: 'upgrade', service })}>
            {t('action.upgrade')}
          </Button>
        </>
      )}
      <ActionsMenu items={items}>
        <Button
          size="small"
          icon={<Icon name="more" />}
          aria-label={t('service.more', { name: service.name })}
        />
      </ActionsMenu>
    </div>
  );
}

function useMenu({ application, service, onDialog }: Props): MenuProps['items'] {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const navigate = useNavigate();
  const { id, name, published } = service;
  const stale = [keys.applications, keys.service(id)];
  const publish = useAction({ run: publishService, said: () => t('said.publishing', { name }), stale });
  const unpublish = useAction({ run: unpublishService, said: () => t('said.unpublishing', { name }), stale });
  const restart = useAction({ run: restartService, said: () => t('said.restarting', { name }), stale });

  const users = ownServices(application)
    .filter((other) => other.config.depends_on?.includes(name))
    .map((other) => other.name);
  const askUnpublish = () => {
    modal.confirm({
      title: t('confirm.service.unpublish.title', { name }),
      content: (
        <>
          <p>{t('confirm.service.unpublish.consequence')}</p>
          {users.length > 0 && <p>{t('confirm.usedBy', { services: users.join(', ') })}</p>}
        </>
      ),
      okText: t('action.unpublish'),
      okButtonProps: { danger: true },
      onOk: () => unpublish.mutate(id),
    });
  };
  return [
    published
      ? {
          key: 'unpublish',
          label: t('action.unpublish'),
          onClick: askUnpublish,
        }
      : { key: 'publish', label: t('action.publish'), onClick: () => publish.mutate(id) },
    {
      key: 'edit',
      label: t('action.edit'),
      disabled: canaryOf(application, id) !== undefined,
      onClick: () => void navigate(`/applications/${application.id}/services/${id}/edit`),
    },
    { key: 'restart', label: t('action.restart'), disabled: !published, onClick: () => restart.mutate(id) },
    {
      key: 'rollback',
      label: t('action.rollback'),
      disabled: service.revision < 2,
      onClick: () => void navigate(`/applications/${application.id}/services/${id}/revisions`),
    },
    {
      key: 'logs',
      label: t('tab.logs'),
      onClick: () => void navigate(`/applications/${application.id}/services/${id}/logs`),
    },
    { type: 'divider' },
    {
      key: 'delete',
      label: t('action.delete'),
      danger: true,
      onClick: () => onDialog({ kind: 'delete', service, users }),
    },
  ];
}
