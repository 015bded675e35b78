import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Change } from '../../../api/applications';
import { abortCanary, promoteCanary } from '../../../api/canary';
import { keys } from '../../../api/query';
import type { Service } from '../../../api/services';
import { ConfigChanges } from '../../../components/ConfigChanges';
import { useFeedback } from '../../../components/feedback';
import { useAction } from '../../../components/useAction';

import styles from './Canary.module.css';
import { Doubts } from './Doubts';
import { Traffic } from './Traffic';

/** The two ends of a canary, each after a question that says what it does. */
export function Ways({ service, changes }: { service: Service; changes: readonly Change[] }) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const { id, name } = service;
  const stale = [keys.applications, keys.service(id)];
  const promote = useAction({ run: promoteCanary, said: () => t('said.canaryPromoted', { name }), stale });
  const abort = useAction({ run: abortCanary, said: () => t('said.canaryAborted', { name }), stale });
  const askPromote = () =>
    modal.confirm({
      title: t('canary.promoteTitle', { name }),
      width: 'var(--sl-dialog-wide)',
      content: (
        <>
          <p>{t('canary.promoteLead', { number: service.revision + 1 })}</p>
          <Doubts serviceId={id} />
          <Traffic serviceId={id} />
          <ConfigChanges changes={changes} />
        </>
      ),
      okText: t('canary.promote'),
      onOk: () => promote.mutate(id),
    });
  const askAbort = () =>
    modal.confirm({
      title: t('canary.abortTitle', { name }),
      content: t('canary.abortLead', { number: service.revision }),
      okText: t('canary.abort'),
      okButtonProps: { danger: true },
      onOk: () => abort.mutate(id),
    });
  return (
    <div className={styles.ways}>
      <Button type="primary" size="small" loading={promote.isPending} onClick={askPromote}>
        {t('canary.promote')}
      </Button>
      <Button danger size="small" loading={abort.isPending} onClick={askAbort}>
        {t('canary.abort')}
      </Button>
    </div>
  );
}
