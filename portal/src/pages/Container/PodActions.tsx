import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { deletePod, restartPod, type ContainerDetail } from '../../api/containers';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import { useFeedback } from '../../components/feedback';
import { Icon } from '../../components/Icon';
import { useAction } from '../../components/useAction';

interface Props {
  container: ContainerDetail;
  /** Where to go once the pod is on its way out. */
  after: string;
}

/** Restart and delete; both are about the whole pod, and say so before they do it. */
export function PodActions({ container, after }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { modal } = useFeedback();
  const { pod, controller } = container;
  const stale = [keys.allContainers];
  const done = () => void navigate(after);
  const restart = useAction({
    run: () => restartPod(container),
    said: () => t('said.podRestarting', { name: pod }),
    stale,
    done,
  });
  const remove = useAction({
    run: () => deletePod(container),
    said: ({ replaced_by: by }) =>
      by
        ? t('said.podReplaced', { name: pod, kind: by.kind, by: by.name })
        : t('said.podDeleted', { name: pod }),
    stale,
    done,
  });
  const ask = (what: 'restart' | 'delete', run: () => void) => () => {
    modal.confirm({
      title: t(`confirm.pod.${what}.title`, { name: pod }),
      content: (
        <>
          <p>{t(`confirm.pod.${what}.consequence`)}</p>
          <p>
            {controller
              ? t('confirm.pod.replaced', { kind: controller.kind, name: controller.name })
              : t('confirm.pod.notReplaced')}
          </p>
          <p>{t('confirm.pod.lost')}</p>
        </>
      ),
      okText: t(what === 'restart' ? 'action.restart' : 'action.delete'),
      okButtonProps: { danger: what === 'delete' },
      onOk: run,
    });
  };
  return (
    <>
      {may('container.restart') && (
        <Tooltip title={controller ? '' : t('confirm.pod.notReplaced')}>
          <Button
            icon={<Icon name="reload" />}
            loading={restart.isPending}
            disabled={!controller}
            onClick={ask('restart', () => restart.mutate(undefined))}
          >
            {t('action.restart')}
          </Button>
        </Tooltip>
      )}
      {may('container.delete') && (
        <Button
          danger
          icon={<Icon name="remove" />}
          loading={remove.isPending}
          onClick={ask('delete', () => remove.mutate(undefined))}
        >
          {t('action.delete')}
        </Button>
      )}
    </>
  );
}
