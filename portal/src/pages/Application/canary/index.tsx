import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { useCanary, type Canary } from '../../../api/canary';
import type { Service } from '../../../api/services';
import { useMay } from '../../../api/session';
import { ConfigChanges } from '../../../components/ConfigChanges';
import { configDiff } from '../../../components/configDiff';
import { Failure } from '../../../components/Failure';
import { ReasonPanel } from '../ReasonPanel';

import styles from './Canary.module.css';
import { Pods } from './Pods';
import { Share } from './Share';
import { Traffic } from './Traffic';
import { Ways } from './Ways';
import { Weights } from './Weights';

interface Props {
  service: Service;
  /** The service that the canary is, with its status as it is told live. */
  canary: Service;
}

/** What a canary tries, how it and its service are, and the ways to go on. */
export default function CanaryPanel({ service, canary }: Props) {
  const { t } = useTranslation();
  const asked = useCanary(service.id);
  if (asked.error && !asked.data) return <Failure error={asked.error} retry={() => void asked.refetch()} />;
  return (
    <section className={styles.panel} aria-label={t('canary.title')}>
      <h3 className={styles.title}>{t('canary.title')}</h3>
      {asked.data ? <Shown service={service} canary={canary} trial={asked.data} /> : <Skeleton active />}
    </section>
  );
}

function Shown({ service, canary, trial }: Props & { trial: Canary }) {
  const { t } = useTranslation();
  const may = useMay();
  // Its domains are the service's: they are not a part of what is tried.
  const ofBoth = { domain: null };
  const changes = configDiff({ ...service.config, ...ofBoth }, { ...trial.config, ...ofBoth });
  return (
    <>
      <Share weight={trial.weight} status={canary.status} />
      {canary.status.reason && <ReasonPanel reason={canary.status.reason} />}
      {may('application.upgrade') && (
        <>
          <Weights service={service} weight={trial.weight} />
          <Ways service={service} changes={changes} />
        </>
      )}
      <h4 className={styles.heading}>{t('canary.traffic')}</h4>
      <Traffic serviceId={service.id} />
      <h4 className={styles.heading}>{t('canary.differences')}</h4>
      <ConfigChanges changes={changes} />
      <h4 className={styles.heading}>{t('canary.pods')}</h4>
      <Pods service={service} canary={canary} />
    </>
  );
}
