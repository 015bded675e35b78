/** Why a service is not ready: which of the reasons are problems, and their words in the chosen language. */
import type { Reason } from '../api/services';
import { useLanguage } from '../i18n/useLanguage';

/** These pass by themselves, or nothing is amiss. */
const PATIENCE: readonly string[] = [
  ...['starting', 'waiting_for_dependency', 'waiting_to_restart'],
  ...['autoscaling_no_metrics', 'autoscaling_at_minimum', 'autoscaling_waits', 'autoscaling_in_steps'],
];

export const isProblem = (reason: Reason): boolean => !PATIENCE.includes(reason.code);

/** Whether what is said of a service is that something is wrong. */
export const isTroubled = ({ reason }: { reason?: Reason | null }): boolean =>
  reason != null && isProblem(reason);

export function useReasonText(): (reason: Reason) => { message: string; hint: string } {
  const zh = useLanguage() === 'zh';
  return (reason) => ({
    message: zh ? reason.message_zh : reason.message,
    hint: (zh ? reason.hint_zh : reason.hint) ?? '',
  });
}
