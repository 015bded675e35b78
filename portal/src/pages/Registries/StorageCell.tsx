import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Registry } from '../../api/registries';
import { useMay } from '../../api/session';
import { bytes } from '../../components/amounts';
import { ToneLabel } from '../../components/ToneLabel';
import { useLanguage } from '../../i18n/useLanguage';

/** What images take of a shared registry, and the way to more; to have it metered, for those who may. */
export function StorageCell({ registry: { id, shared, metering } }: { registry: Registry }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const may = useMay();
  if (!metering && !(shared && may('registry.meter'))) return '–';
  const text = !metering
    ? t('registries.notMetered')
    : metering.measured_at
      ? bytes(metering.size_bytes, language)
      : t('storage.notYet');
  return (
    <>
      <Link to={`/registries/${id}`}>{text}</Link>{' '}
      {metering?.problem && <ToneLabel tone="bad" text={t('registries.failing')} />}
    </>
  );
}
