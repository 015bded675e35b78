import { useTranslation } from 'react-i18next';

import { BOUNDS } from '../../components/quota';

type Bound = (typeof BOUNDS)[number];

/** The word for a part of a quota; one that has no word yet is shown as it is. */
export function useShareName(): (what: string) => string {
  const { t } = useTranslation();
  const isKnown = (what: string): what is Bound => (BOUNDS as readonly string[]).includes(what);
  return (what) => (isKnown(what) ? t(`bound.${what}`) : what);
}
