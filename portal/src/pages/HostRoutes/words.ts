/** A route's state in words. */
import { useTranslation } from 'react-i18next';

import type { Route } from '../../api/hostRoutes';

const REASONS = [
  'no_route',
  'foreign_route',
  'contains_node',
  'not_on_link',
  'no_address',
  'own_address',
  'overlaps',
] as const;

/** Why a route is not in order; the agent's own word where it is one that we do not know. */
export function useReasonWords(): (route: Route) => string {
  const { t } = useTranslation();
  return ({ state, reason, detail }) => {
    if (state === 'unknown') return t('hostRoutes.untold');
    const known = REASONS.find((one) => one === reason);
    const words = known ? t(`hostRoutes.reason.${known}`) : (reason ?? '');
    return [words, detail].filter(Boolean).join(': ');
  };
}

/** State, why it is so, by way of what, and whose route it is. */
export function useRouteWords(): (route: Route) => string {
  const { t } = useTranslation();
  const reasonOf = useReasonWords();
  return (route) =>
    [
      t(`hostRoutes.state.${route.state}`),
      reasonOf(route),
      route.gateway && t('hostRoutes.via', { gateway: route.gateway }),
      route.by && t(`hostRoutes.by.${route.by}`),
    ]
      .filter(Boolean)
      .join(', ');
}
