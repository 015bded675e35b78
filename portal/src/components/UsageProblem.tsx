import { Alert } from 'antd';

import type { Reason } from '../api/services';

import styles from './Outdated.module.css';
import { useReasonText } from './reason';

/** Nobody knows yet, a moment after the first question: not worth a notice. */
const PENDING = 'container.metrics_pending';

/** Why nobody knows what containers use, and what to do about it. */
export function UsageProblem({ problem }: { problem: Reason | null | undefined }) {
  const textOf = useReasonText();
  if (!problem || problem.code === PENDING) return null;
  const { message, hint } = textOf(problem);
  return <Alert className={styles.outdated} type="info" showIcon title={message} description={hint} />;
}
