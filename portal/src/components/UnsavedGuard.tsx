import { Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';

/** Goes along with a navigation that the user has already confirmed, such as after a deletion. */
export const DISCARDS = { state: { discards: true } } as const;

const discards = (state: unknown) => typeof state === 'object' && state !== null && 'discards' in state;

interface Props {
  when: boolean;
  /** Addresses below still show what is not saved; none do, where nothing is given. */
  inside?: string;
  /** Asked at the moment of leaving: whether it has just been saved, though that is not drawn yet. */
  saved?: () => boolean;
}

/** Asks before what is not saved is left. */
export function UnsavedGuard({ when, inside, saved }: Props) {
  const blocker = useBlocker(
    ({ nextLocation: { pathname, state } }) =>
      when &&
      !saved?.() &&
      !(inside !== undefined && `${pathname}/`.startsWith(`${inside}/`)) &&
      !discards(state),
  );
  useEffect(() => {
    if (!when) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [when]);
  return (
    <Question
      open={blocker.state === 'blocked'}
      onDiscard={() => blocker.proceed?.()}
      onStay={() => blocker.reset?.()}
    />
  );
}

interface Asking {
  open: boolean;
  onDiscard: () => void;
  onStay: () => void;
}

function Question({ open, onDiscard, onStay }: Asking) {
  const { t } = useTranslation();
  return (
    <Modal
      open={open}
      title={t('unsaved.title')}
      okText={t('unsaved.discard')}
      okButtonProps={{ danger: true }}
      cancelText={t('unsaved.stay')}
      onOk={onDiscard}
      onCancel={onStay}
    >
      {t('unsaved.lead')}
    </Modal>
  );
}

/** For a dialog in which something is `entered`: asks before that is lost by closing it or by leaving the page. */
export function useDialogGuard(entered: boolean, onClose: () => void) {
  const [asking, setAsking] = useState(false);
  const done = useRef(false);
  return {
    close: () => (entered ? setAsking(true) : onClose()),
    /** What was entered has been saved. */
    saved: () => {
      done.current = true;
    },
    // Only where it is needed: of several guards, the router asks the youngest alone.
    guard: entered && (
      <>
        <UnsavedGuard when saved={() => done.current} />
        <Question open={asking} onDiscard={onClose} onStay={() => setAsking(false)} />
      </>
    ),
  };
}
