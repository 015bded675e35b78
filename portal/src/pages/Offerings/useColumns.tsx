import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Offering } from '../../api/managed';
import { Breakable } from '../../components/Breakable';
import styles from '../../components/Cells.module.css';
import type { Column } from '../../components/DataTable';
import { ToneLabel } from '../../components/ToneLabel';
import { Description } from '../../components/Description';
import { useEngineName } from '../../components/useEngineName';
import { usePlanWords } from '../../components/usePlanWords';

import { OfferingActions } from './OfferingActions';

/** The columns of the list of offerings. */
export function useColumns(onEdit: (offering: Offering) => void): Column<Offering>[] {
  const { t } = useTranslation();
  const engineName = useEngineName();
  const planWords = usePlanWords();
  return [
    {
      key: 'name',
      title: t('managed.offering'),
      sortable: true,
      render: ({ name, description }) => (
        <span className={styles.two}>
          <span className={styles.name}>{name}</span>
          {description && <Description text={description} />}
        </span>
      ),
    },
    {
      key: 'engine',
      title: t('managed.engine'),
      render: (offering) => (
        <span className={styles.two}>
          <span>{engineName(offering)}</span>
          <span className={styles.code}>
            <Breakable text={offering.image} />
          </span>
        </span>
      ),
    },
    {
      key: 'plans',
      title: t('offerings.plans'),
      render: ({ plans }) => (
        <span className={styles.two}>
          {plans.map((plan) => (
            <span key={plan.name} className={`${styles.meta} ${styles.amounts}`}>
              {t('managed.planIs', { plan: plan.name, words: planWords(plan) })}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'enabled',
      title: t('field.state'),
      render: ({ enabled }) => (
        <ToneLabel
          tone={enabled ? 'good' : 'idle'}
          text={t(enabled ? 'offerings.enabled' : 'offerings.disabled')}
        />
      ),
    },
    {
      key: 'instances',
      title: t('offerings.instances'),
      align: 'end',
      render: ({ instances, engine }) =>
        instances > 0 ? <Link to={`/managed?engine=${engine}`}>{instances}</Link> : instances,
    },
    {
      key: 'actions',
      align: 'end',
      render: (offering) => <OfferingActions offering={offering} onEdit={() => onEdit(offering)} />,
    },
  ];
}
