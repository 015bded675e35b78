import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import { useCanaryTraffic, type Side } from '../../../api/canary';

import { useFigures } from './useFigures';

/** By how much of all requests more have to fail than now, before that is said to be worse and not chance. */
const CLEARLY = 0.01;

/** What speaks against a canary by its requests: it was sent none, or fails clearly more of them. */
function doubtOf(stable: Side, canary: Side): 'unseen' | 'failing' | null {
  if (!canary.requests) return 'unseen';
  return (canary.errors ?? 0) >= (stable.errors ?? 0) + CLEARLY ? 'failing' : null;
}

/** Warns who is about to promote a canary that has not shown that it works. */
export function Doubts({ serviceId }: { serviceId: string }) {
  const { t } = useTranslation();
  const figure = useFigures();
  const { data } = useCanaryTraffic(serviceId);
  const doubt = data && doubtOf(data.stable, data.canary);
  if (!doubt) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t(`canary.doubt.${doubt}`, {
        minutes: Math.round(data.window / 60),
        new: figure('errors', data.canary.errors),
        old: figure('errors', data.stable.errors),
      })}
      description={t(`canary.doubtHint.${doubt}`)}
    />
  );
}
