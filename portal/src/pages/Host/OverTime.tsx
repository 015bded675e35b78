import { useTranslation } from 'react-i18next';

import { HostCharts } from '../../components/charts/Charts';
import { Section } from '../../components/Section';

/** How the host went, from the last hour to a month. */
export default function OverTime({ host }: { host: string }) {
  const { t } = useTranslation();
  return (
    <Section title={t('charts.title')}>
      <HostCharts host={host} />
    </Section>
  );
}
