import type { ServiceStatus } from '../../api/services';
import { isProblem, useReasonText } from '../../components/reason';

import styles from './ReasonPanel.module.css';

/** What a service that is on its way waits for; a problem has a panel of its own. */
export function ReasonLine({ status }: { status: ServiceStatus }) {
  const textOf = useReasonText();
  if (!status.reason || isProblem(status.reason)) return null;
  return <span className={styles.line}>{textOf(status.reason).message}</span>;
}
