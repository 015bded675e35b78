import { Alert, Modal, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ApiError } from '../../api/errors';
import { verifyChain, type ChainProblem, type Verdict } from '../../api/operations';
import { CopyButton } from '../../components/CopyButton';
import { ErrorNotice } from '../../components/ErrorNotice';

import styles from './Operations.module.css';
import { useFocusBack } from '../../components/useFocusBack';

/** More than these say nothing new. */
const MOST_SHOWN = 100;

interface Found {
  checked: number;
  problems: ChainProblem[];
  verdict: Verdict | null;
  error: ApiError | null;
  brokenOff: boolean;
}

const NOTHING: Found = { checked: 0, problems: [], verdict: null, error: null, brokenOff: false };

function useVerification(): Found {
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    const add = (more: Partial<Found>) => setFound((before) => ({ ...before, ...more }));
    return verifyChain({
      checked: (checked) => add({ checked }),
      problem: (problem) =>
        setFound((before) => ({ ...before, problems: [...before.problems, problem].slice(0, MOST_SHOWN) })),
      verdict: (verdict) => add({ verdict }),
      failed: (error) => add({ error }),
      brokenOff: () => add({ brokenOff: true }),
    });
  }, []);
  return found;
}

/** Has the whole log checked against its chain of hashes, and tells what was found. */
export function VerifyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  useFocusBack();
  const { checked, problems, verdict, error, brokenOff } = useVerification();
  const running = !verdict && !error && !brokenOff;
  return (
    <Modal
      open
      title={t('verify.title')}
      width="var(--sl-dialog)"
      onCancel={onClose}
      onOk={onClose}
      okText={t('action.close')}
      footer={(_, { OkBtn }) => <OkBtn />}
    >
      <div className={styles.verdict} role="status">
        {running && (
          <span>
            <Spin size="small" /> {t('verify.running', { checked })}
          </span>
        )}
        {brokenOff && <Alert type="warning" showIcon title={t('verify.brokenOff')} />}
        {error && <ErrorNotice error={error} />}
        {verdict && (
          <Alert
            type={verdict.intact ? 'success' : 'error'}
            showIcon
            title={
              verdict.intact
                ? t('verify.intact', { checked: verdict.checked })
                : t('verify.broken', { problems: verdict.problems })
            }
          />
        )}
        {problems.length > 0 && (
          <ul className={styles.problems}>
            {problems.map(({ kind, first_seq: first, last_seq: last }) => (
              <li key={`${kind}.${first}`}>{t(`verify.problem.${kind}`, { first, last })}</li>
            ))}
          </ul>
        )}
        {verdict && (
          <div>
            {t('verify.anchor')}
            <div className={styles.code}>
              {verdict.anchor} <CopyButton text={verdict.anchor} />
            </div>
          </div>
        )}
      </div>
    </Modal>
  );
}
