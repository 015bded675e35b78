import { useTranslation } from 'react-i18next';

import type { ApplicationStatus } from '../../api/applications';
import { isTroubled, useReasonText } from '../../components/reason';

import styles from './Applications.module.css';

/** The first thing that is wrong with an application, in one line; the page behind the link has the rest. */
export function FirstProblem({ status }: { status: ApplicationStatus }) {
  const { t } = useTranslation();
  const textOf = useReasonText();
  const failing = status.services?.find(isTroubled);
  if (!failing?.reason) return null;
  return (
    <span className={styles.problem}>
      {t('applications.problem', { service: failing.name, message: textOf(failing.reason).message })}
    </span>
  );
}
