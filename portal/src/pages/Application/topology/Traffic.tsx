import { useTranslation } from 'react-i18next';

import { asApiError } from '../../../api/errors';
import { useTraffic, type ServiceTraffic } from '../../../api/traffic';
import { useReasonText } from '../../../components/reason';
import { digits, failed, latencyOf } from '../../../components/traffic';
import { useErrorText } from '../../../components/useErrorText';
import { useLanguage } from '../../../i18n/useLanguage';

import styles from './Topology.module.css';

/** Gives what puts the traffic of a service into words; empty: nothing is known. */
export function useTrafficWords() {
  const { t } = useTranslation();
  const language = useLanguage();
  return ({ requests, errors, latency }: ServiceTraffic) =>
    [
      requests !== null && t('topology.requests', { amount: digits(requests, language) }),
      errors !== null && t('topology.errors', { share: failed(errors, language) }),
      latency !== null && latencyOf(latency, language),
    ]
      .filter(Boolean)
      .join(' · ');
}

/** Why no traffic is shown, where there is a reason. */
export function NoTraffic({ application }: { application: string }) {
  const { t } = useTranslation();
  const { data, error } = useTraffic(application, true);
  const reasonText = useReasonText();
  const errorText = useErrorText();
  const why = error ? errorText(asApiError(error)) : data?.reason ? reasonText(data.reason) : null;
  if (!why) return null;
  return (
    <p className={styles.untold}>
      {t('topology.noTraffic', { why: [why.message, why.hint].filter(Boolean).join(' · ') })}
    </p>
  );
}
