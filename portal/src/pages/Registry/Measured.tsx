import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Registry, RegistryMetering } from '../../api/registries';
import { Facts } from '../../components/Facts';
import { useReasonText } from '../../components/reason';
import { When } from '../../components/When';

import styles from './Registry.module.css';
import { Size } from './parts';

interface Props {
  registry: Registry;
  metering: RegistryMetering;
}

/** How the registry is metered, and how that goes. */
export function Measured({ registry, metering }: Props) {
  const { t } = useTranslation();
  const textOf = useReasonText();
  const { repositories, measured_at: measured, next_at: next, problem, size_bytes: size, unowned } = metering;
  const failed = problem && textOf(problem);
  return (
    <>
      {failed && (
        <Alert
          className={styles.problem}
          type="warning"
          showIcon
          title={t('storage.failed', { message: failed.message })}
          description={
            <>
              {failed.hint && <div>{failed.hint}</div>}
              <div>{t('storage.countsOn')}</div>
            </>
          }
        />
      )}
      <div className={styles.facts}>
        <Facts
          facts={[
            [t('storage.all'), <Size key="all" of={size} />],
            [t('storage.measured'), measured ? <When key="measured" at={measured} /> : t('storage.notYet')],
            [t('storage.next'), next && <When key="next" at={next} />],
            [t('storage.pattern'), <code key="pattern">{repositories}</code>],
            [t('storage.unowned'), unowned ? String(unowned) : ''],
            [
              t('storage.use'),
              <Link key="use" to={`/metering?resource=image_storage&registry_id=${registry.id}`}>
                {t('storage.toMetering')}
              </Link>,
            ],
          ]}
        />
      </div>
    </>
  );
}
