import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { changeOffering, deleteOffering, type Offering } from '../../api/managed';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import styles from '../../components/Cells.module.css';
import { useFeedback } from '../../components/feedback';
import { useAction } from '../../components/useAction';

/** What administrators can do with an offering; of one that is in use, no more can be opened, but it stays. */
export function OfferingActions({ offering, onEdit }: { offering: Offering; onEdit: () => void }) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const may = useMay();
  const { id, name, enabled, instances } = offering;
  const stale = [keys.offerings];
  const change = useAction({
    run: changeOffering,
    said: (changed) => t(changed.enabled ? 'said.userEnabled' : 'said.userDisabled', { name }),
    stale,
  });
  const remove = useAction({ run: deleteOffering, said: () => t('said.deleted', { name }), stale });
  if (!may('offering.manage')) return null;
  const ask = () =>
    modal.confirm({
      title: t('offerings.deleteTitle', { name }),
      content: t('offerings.deleteRule'),
      okText: t('action.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutate(id),
    });
  const refuse = () =>
    modal.warning({
      title: t('offerings.inUse', { name }),
      content: t('offerings.inUseRule', { instances }),
      okText: t('action.close'),
    });
  return (
    <div className={styles.actions}>
      <Button size="small" aria-label={t('offerings.edit', { name })} onClick={onEdit}>
        {t('action.edit')}
      </Button>
      <Button
        size="small"
        aria-label={t(enabled ? 'offerings.disableOf' : 'offerings.enableOf', { name })}
        loading={change.isPending}
        onClick={() => change.mutate({ id, enabled: !enabled })}
      >
        {t(enabled ? 'users.disable' : 'users.enable')}
      </Button>
      <Button
        size="small"
        danger
        aria-label={t('offerings.deleteTitle', { name })}
        onClick={instances > 0 ? refuse : ask}
      >
        {t('action.delete')}
      </Button>
    </div>
  );
}
