import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { acceptOpening, refuseOpening, withdrawOpening, type Opening } from '../../api/openings';
import { keys } from '../../api/query';
import { useMay } from '../../api/session';
import styles from '../../components/Cells.module.css';
import { useFeedback } from '../../components/feedback';
import { useAction } from '../../components/useAction';

/** What one's own side can do; the platform's administrators act for both. Every end is asked about. */
export function OpeningActions({ opening }: { opening: Opening }) {
  const { t } = useTranslation();
  const may = useMay();
  const ends = useEnds(opening);
  const accept = useAction({
    run: acceptOpening,
    said: ({ address }) => t('said.openingAccepted', { address }),
    stale: [keys.openings],
  });
  const name = useName(opening);
  const { direction, state } = opening;
  if (!may('opening.manage') || (state !== 'offered' && state !== 'accepted')) return null;
  const offered = state === 'offered';
  const receives = direction !== 'given';
  const gives = direction !== 'received';
  return (
    <div className={styles.actions}>
      {receives && offered && (
        <Button
          size="small"
          type="primary"
          aria-label={t('openings.acceptOf', { name })}
          loading={accept.isPending}
          onClick={() => accept.mutate(opening)}
        >
          {t('openings.accept')}
        </Button>
      )}
      {receives && (
        <Button
          size="small"
          aria-label={t(offered ? 'openings.refuseOf' : 'openings.endOf', { name })}
          onClick={ends.refuse}
        >
          {t(offered ? 'openings.refuse' : 'openings.end')}
        </Button>
      )}
      {gives && (
        <Button size="small" aria-label={t('openings.withdrawOf', { name })} onClick={ends.withdraw}>
          {t('openings.withdraw')}
        </Button>
      )}
    </div>
  );
}

/** One service may be opened to several tenants: only with the receiver it is clear which opening is meant. */
function useName({ tenant, service, receiver }: Opening): string {
  const { t } = useTranslation();
  return t('openings.name', { service: `${tenant}/${service}`, receiver });
}

function useEnds(opening: Opening) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const { direction, state, tenant, receiver, address } = opening;
  const name = useName(opening);
  const refuse = useAction({
    run: refuseOpening,
    said: () => t('said.openingRefused', { name }),
    stale: [keys.openings],
  });
  const withdraw = useAction({
    run: withdrawOpening,
    said: () => t('said.openingWithdrawn', { name }),
    stale: [keys.openings],
  });
  const cut = t(direction === 'received' ? 'openings.cutOwn' : 'openings.cutOther', { receiver, address });
  const ask = (verb: 'refuse' | 'withdraw', onOk: () => void) => {
    const harmless = t(`openings.${verb}Offer`, { tenant, receiver });
    modal.confirm({
      title: t(`openings.${verb}Title`, { name }),
      content: state === 'accepted' ? cut : harmless,
      okText: t(`openings.${verb}`),
      okButtonProps: { danger: state === 'accepted' },
      onOk,
    });
  };
  return {
    refuse: () => ask('refuse', () => refuse.mutate(opening)),
    withdraw: () => ask('withdraw', () => withdraw.mutate(opening)),
  };
}
