import { useTranslation } from 'react-i18next';

import { DataTable } from '../../components/DataTable';
import { ToneLabel } from '../../components/ToneLabel';
import { When } from '../../components/When';

import { ROUTE_TONES, type Problem } from './matrix';
import { useReasonWords } from './words';

/** The routes that are not in order, with why and since when. */
export function Problems({ problems }: { problems: Problem[] }) {
  const { t } = useTranslation();
  const reasonOf = useReasonWords();
  return (
    <DataTable<Problem>
      label={t('hostRoutes.list')}
      rows={problems}
      rowKey={({ from, route }) => [from, route.host, route.network].join(' ')}
      empty={t('hostRoutes.noProblems')}
      columns={[
        { key: 'from', title: t('hostRoutes.from'), render: ({ from }) => from },
        {
          key: 'network',
          title: t('hostRoutes.network'),
          render: ({ route }) => `${route.network} (${route.host})`,
        },
        {
          key: 'state',
          title: t('field.state'),
          render: ({ route: { state } }) => (
            <ToneLabel tone={ROUTE_TONES[state]} text={t(`hostRoutes.state.${state}`)} state={state} />
          ),
        },
        { key: 'reason', title: t('field.detail'), render: ({ route }) => reasonOf(route) },
        {
          key: 'since',
          title: t('hostRoutes.since'),
          render: ({ route }) => route.changed_at && <When at={route.changed_at} />,
        },
      ]}
    />
  );
}
