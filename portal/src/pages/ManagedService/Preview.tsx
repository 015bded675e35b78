import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Change } from '../../api/applications';
import { useTrial, type ManagedChanged, type ManagedPatch } from '../../api/managed';
import { Changes } from '../../components/Changes';
import { ErrorNotice } from '../../components/ErrorNotice';
import { SIZES } from '../../components/plan';
import { useAmount } from '../../components/useAmount';

import styles from './ManagedService.module.css';

interface Props {
  id: string;
  /** Nothing is asked before something is chosen. */
  wanted: ManagedPatch | undefined;
}

/** What a change does, as the server tells without doing it, and whether the service cannot be reached for a moment. */
export function Preview({ id, wanted }: Props) {
  const { t } = useTranslation();
  const inWords = useChangeWords();
  const { data, error, isPlaceholderData: old } = useTrial(id, wanted);
  if (error) return <ErrorNotice error={error} />;
  if (!data || old) return null;
  return (
    <>
      <h3 className={styles.heading}>{t('managed.changes')}</h3>
      <Changes changes={data.changes.map(inWords)} />
      {data.restarts && (
        <Alert className={styles.note ?? ''} type="warning" showIcon title={t('managed.restarts')} />
      )}
    </>
  );
}

type Difference = ManagedChanged['changes'][number];

/** Puts the name of what differs, and amounts as Kubernetes writes them, into words. */
function useChangeWords(): (change: Difference) => Change {
  const { t } = useTranslation();
  const { amount } = useAmount();
  const names: Partial<Record<string, string>> = {
    plan: t('managed.plan'),
    version: t('offerings.version'),
    image: t('field.image'),
  };
  return ({ field, before, after }) => {
    const size = SIZES.find((one) => one === field);
    if (size)
      return {
        service: null,
        field: t(`managed.size.${size}`),
        before: amount(size, before),
        after: amount(size, after),
      };
    return { service: null, field: names[field] ?? field, before, after };
  };
}
