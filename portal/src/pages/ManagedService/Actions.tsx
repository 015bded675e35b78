import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { restartManaged, startManaged, stopManaged, type ManagedService } from '../../api/managed';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import { useFeedback } from '../../components/feedback';
import { Icon } from '../../components/Icon';
import { useAction } from '../../components/useAction';

import { DeleteDialog } from './DeleteDialog';
import { DescriptionDialog } from './DescriptionDialog';
import { PlanDialog } from './PlanDialog';

type Dialog = 'plan' | 'description' | 'delete';

/** What can be done with a managed service. */
export function Actions({ service }: { service: ManagedService }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { start, confirmStop, confirmRestart, busy } = useRunning(service);
  if (!may('managed.manage')) return null;
  const stopped = service.state === 'stopped';
  const stopping = service.state === 'stopping';
  const close = () => setDialog(null);
  return (
    <>
      {(stopped || stopping) && (
        <Button type="primary" loading={busy} disabled={stopping} onClick={start}>
          {t('managed.start')}
        </Button>
      )}
      {!stopped && (
        <>
          <Button disabled={stopping || busy} onClick={confirmRestart}>
            {t('action.restart')}
          </Button>
          <Button loading={busy} disabled={stopping} onClick={confirmStop}>
            {t('managed.stop')}
          </Button>
        </>
      )}
      <Button onClick={() => setDialog('plan')}>{t('managed.changePlan')}</Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            {
              key: 'description',
              icon: <Icon name="file" />,
              label: t('managed.describe'),
              onClick: () => setDialog('description'),
            },
            {
              key: 'delete',
              danger: true,
              icon: <Icon name="remove" />,
              label: t('action.delete'),
              onClick: () => setDialog('delete'),
            },
          ],
        }}
      >
        <Button icon={<Icon name="more" />} aria-label={t('action.more')} />
      </Dropdown>
      {dialog === 'plan' && <PlanDialog service={service} onClose={close} />}
      {dialog === 'description' && <DescriptionDialog service={service} onClose={close} />}
      {dialog === 'delete' && (
        <DeleteDialog service={service} onClose={close} onDone={() => void navigate('/managed')} />
      )}
    </>
  );
}

/** Whoever is connected cannot reach it while it is stopped, or restarts: that is said before. */
function useRunning({ id, name, connections }: ManagedService) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const stale = [keys.managed, keys.applications];
  const start = useAction({ run: startManaged, said: () => t('said.managedStarting', { name }), stale });
  const stop = useAction({ run: stopManaged, said: () => t('said.managedStopping', { name }), stale });
  const restart = useAction({
    run: restartManaged,
    said: () => t('said.managedRestarting', { name }),
    stale,
  });
  const users = connections.map((one) => one.application_name).join(', ');
  const cut = users ? t('managed.cut', { users }) : t('managed.cutNobody');
  const confirmStop = () =>
    modal.confirm({
      title: t('managed.stopTitle', { name }),
      content: (
        <>
          <p>{cut}</p>
          <p>{t('managed.stopKept')}</p>
        </>
      ),
      okText: t('managed.stop'),
      okButtonProps: { danger: true },
      onOk: () => stop.mutate(id),
    });
  const confirmRestart = () =>
    modal.confirm({
      title: t('managed.restartTitle', { name }),
      content: <p>{cut}</p>,
      okText: t('action.restart'),
      onOk: () => restart.mutate(id),
    });
  return {
    start: () => start.mutate(id),
    confirmStop,
    confirmRestart,
    busy: start.isPending || stop.isPending || restart.isPending,
  };
}
