import { useTranslation } from 'react-i18next';

import type { Volume } from '../../api/volumes';
import { bytes } from '../../components/amounts';
import { Meter } from '../../components/Meter';
import { useLanguage } from '../../i18n/useLanguage';

/** How large a volume is, and how much of it is in use where a host tells. */
export function Fullness({ volume }: { volume: Volume }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { usage, size_bytes: size, capacity_bytes: capacity } = volume;
  const most = bytes(capacity ?? size, language);
  if (!usage) return <Meter label={t('volumes.size')} used={most} share={null} />;
  return (
    <Meter
      label={t('volumes.fullness')}
      used={bytes(usage.used, language)}
      most={most}
      share={usage.capacity > 0 ? (usage.used / usage.capacity) * 100 : null}
    />
  );
}
