import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Brief } from '../../api/overview';
import { Section } from '../../components/Section';
import { When } from '../../components/When';
import { Outcome } from '../Operations/Outcome';
import { useOperationWords } from '../Operations/words';

import styles from './Overview.module.css';

/** What was done lately; what was refused stands out. */
export function Recent({ operations }: { operations: readonly Brief[] }) {
  const { t } = useTranslation();
  const words = useOperationWords();
  return (
    <Section
      title={t('overview.recent')}
      buttons={<Link to="/operations">{t('overview.allOperations')}</Link>}
    >
      {operations.length === 0 && <p className={styles.faint}>{t('overview.noOperations')}</p>}
      <ul className={styles.plain}>
        {operations.map((each) => (
          <li key={each.id}>
            <span className={styles.done}>
              <Link to={`/operations/${each.id}`}>
                {t('overview.done', {
                  action: words.action(each.action),
                  object: `${words.kind(each.object_kind)} ${each.object_name}`.trim(),
                })}
              </Link>
              {each.outcome !== 'ok' && <Outcome outcome={each.outcome} brief />}
            </span>
            <span className={styles.faint}>
              {each.actor_name} · <When at={each.time} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
