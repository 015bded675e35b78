/** Words for what the log names by code; what has no words yet is shown as it is. */
import { useTranslation } from 'react-i18next';

import type operations from '../../i18n/en/operations.json';

type Words = (typeof operations)['operations'];
type Kind = keyof Words['kind'];
type Verb = keyof Words['verb'];

/** What can be filtered by. */
export const KINDS: readonly Kind[] = [
  'application',
  'service',
  'container',
  'host',
  'partition',
  'tenant',
  'preset',
  'user',
  'session',
  'token',
  'price',
  'operation',
];

export function useOperationWords() {
  const { t, i18n } = useTranslation();
  return {
    kind: (kind: string) =>
      i18n.exists(`operations.kind.${kind}`) ? t(`operations.kind.${kind as Kind}`) : kind,
    /** `service.scale` in words. */
    action: (action: string) => {
      const verb = action.split('.').at(-1) ?? '';
      return i18n.exists(`operations.verb.${verb}`) ? t(`operations.verb.${verb as Verb}`) : action;
    },
  };
}
