import { Modal } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';

/** Goes along with a navigation that the user has already confirmed, such as after a deletion. */
export const DISCARDS = { state: { discards: true } } as const;

const discards = (state: unknown) => typeof state === 'object' && state !== null && 'discards' in state;

/** Asks before what is not saved is left; addresses below `inside` still show it. */
export function UnsavedGuard({ when, inside }: { when: boolean; inside: string }) {
  const { t } = useTranslation();
  const blocker = useBlocker(
    ({ nextLocation: { pathname, state } }) =>
      when && !`${pathname}/`.startsWith(`${inside}/`) && !discards(state),
  );
  useEffect(() => {
    if (!when) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [when]);
  return (
    <Modal
      open={blocker.state === 'blocked'}
      title={t('unsaved.title')}
      okText={t('unsaved.discard')}
      okButtonProps={{ danger: true }}
      cancelText={t('unsaved.stay')}
      onOk={() => blocker.proceed?.()}
      onCancel={() => blocker.reset?.()}
    >
      {t('unsaved.lead')}
    </Modal>
  );
}
