import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { FIRST_WEIGHT, startCanary, useRehearsal } from '../../api/canary';
import { asApiError, type ApiError } from '../../api/errors';
import { keys } from '../../api/query';
import type { Service, ServiceConfig, ServiceFile } from '../../api/services';
import { useAction } from '../../components/useAction';
import { useErrorText } from '../../components/useErrorText';

import styles from './Editor.module.css';
import { same } from './merge';

interface Asked {
  /** The service as it was opened; null where a canary is not offered at all. */
  base: Service | null;
  before: ServiceFile;
  mine: ServiceFile;
  /** That of `mine`. */
  config: ServiceConfig;
  onStarted: (service: Service) => void;
  onRefused: (error: ApiError) => void;
}

export interface Offer {
  /** What speaks against it; undefined while that is not known. */
  refusal: ApiError | null | undefined;
  /** Whether something was changed that a canary does not try. */
  leaves: boolean;
  starting: boolean;
  start: () => void;
}

/** What a canary takes from its service, whatever the configuration says. */
const untried = ({ replicas, autoscaling, domain }: ServiceFile) => [
  replicas,
  autoscaling ?? null,
  domain ?? null,
];

/** To try a configuration as a canary instead of publishing it: whether that can be is for the server to say. */
export function useCanaryOffer({ base, before, mine, config, onStarted, onRefused }: Asked): Offer | null {
  const { t } = useTranslation();
  const rehearsal = useRehearsal(base?.id ?? null, config);
  const start = useAction({
    run: startCanary,
    said: () => t('said.canaryStarted', { name: mine.name }),
    stale: [keys.applications, ...(base ? [keys.service(base.id)] : [])],
    showsError: true,
  });
  if (!base) return null;
  return {
    refusal: rehearsal.isSuccess ? null : rehearsal.error ? asApiError(rehearsal.error) : undefined,
    leaves: !same(untried(mine), untried(before)),
    starting: start.isPending,
    start: () =>
      start.mutate(
        { id: base.id, config, revision: base.revision },
        { onSuccess: () => onStarted(base), onError: (thrown) => onRefused(asApiError(thrown)) },
      ),
  };
}

/** What a canary would be, or why there can be none. */
export function CanaryWords({ offer: { refusal, leaves } }: { offer: Offer }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  if (refusal) {
    const { message, hint } = textOf(refusal);
    return (
      <div className={styles.offer}>
        <div>{t('editor.canary.refused')}</div>
        <div>{message}</div>
        {hint && <div>{hint}</div>}
      </div>
    );
  }
  return (
    <p className={styles.offer}>
      {t('editor.canary.lead', { share: FIRST_WEIGHT })} {leaves && t('editor.canary.left')}
    </p>
  );
}

export function CanaryButton({ offer: { refusal, starting, start } }: { offer: Offer }) {
  const { t } = useTranslation();
  return (
    <Button disabled={refusal !== null} loading={starting} onClick={start}>
      {t('editor.canary.try')}
    </Button>
  );
}
