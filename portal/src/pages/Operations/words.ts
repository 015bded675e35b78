/** Words for what the log names by code; what is not known yet is shown as it is. */
import { useTranslation } from 'react-i18next';

export const KINDS = [
  'application',
  'service',
  'container',
  'tenant',
  'user',
  'token',
  'price',
  'operation',
] as const;
type Kind = (typeof KINDS)[number];

const VERBS = [
  'create',
  'change',
  'delete',
  'publish',
  'unpublish',
  'apply',
  'scale',
  'upgrade',
  'rollback',
  'restart',
  'login',
  'logout',
  'password',
  'revoke',
  'price',
  'expire',
  'exec',
] as const;
type Verb = (typeof VERBS)[number];

const isKind = (text: string): text is Kind => (KINDS as readonly string[]).includes(text);
const isVerb = (text: string): text is Verb => (VERBS as readonly string[]).includes(text);

export function useOperationWords() {
  const { t } = useTranslation();
  return {
    kind: (kind: string) => (isKind(kind) ? t(`operations.kind.${kind}`) : kind),
    /** `service.scale` in words. */
    action: (action: string) => {
      const verb = action.split('.').at(-1) ?? '';
      return isVerb(verb) ? t(`operations.verb.${verb}`) : action;
    },
  };
}
