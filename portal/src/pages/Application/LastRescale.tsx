import { useTranslation } from 'react-i18next';

import { useAutoscaling } from '../../api/services';
import { When } from '../../components/When';
import { useLanguage } from '../../i18n/useLanguage';

/** When an autoscaler changed the number of replicas last, to how many and why, as far as the cluster remembers. */
export function LastRescale({ serviceId, at }: { serviceId: string; at: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const last = useAutoscaling(serviceId, at).data?.history?.[0];
  const why = language === 'zh' ? last?.why_zh : last?.why;
  return (
    <small>
      <When at={at} lead={t('scaling.lastly')} />{' '}
      {last && t('scaling.rescaled', { replicas: last.replicas ?? '–', why })}
    </small>
  );
}
