/** Why a service is not ready: which of the reasons are problems, and their words in the chosen language. */
import type { Reason } from '../api/services';
import { useLanguage } from '../i18n/useLanguage';

/** These pass by themselves. */
const PATIENCE: readonly string[] = ['starting', 'waiting_for_dependency', 'waiting_to_restart'];

export const isProblem = (reason: Reason): boolean => !PATIENCE.includes(reason.code);

export function useReasonText(): (reason: Reason) => { message: string; hint: string } {
  const zh = useLanguage() === 'zh';
  return (reason) => ({
    message: zh ? reason.message_zh : reason.message,
    hint: (zh ? reason.hint_zh : reason.hint) ?? '',
  });
}
