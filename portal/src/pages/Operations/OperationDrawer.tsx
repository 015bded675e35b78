import { Drawer, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';

import { useOperation, type Operation } from '../../api/operations';
import { Changes } from '../../components/Changes';
import { CopyButton } from '../../components/CopyButton';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { absoluteTime } from '../../components/time';
import { useLanguage } from '../../i18n/useLanguage';

import { differences } from './differences';
import styles from './Operations.module.css';
import { Outcome } from './Outcome';
import { useOperationWords } from './words';
import { useFocusBack } from '../../components/useFocusBack';

/** One operation, beside the log. Its address names it. */
export function OperationDrawer() {
  const { t } = useTranslation();
  useFocusBack();
  const { operationId = '' } = useParams();
  const { search } = useLocation();
  const navigate = useNavigate();
  const operation = useOperation(operationId);
  return (
    <Drawer
      open
      size="var(--sl-drawer)"
      title={t('operations.title')}
      onClose={() => void navigate(`/operations${search}`)}
    >
      {operation.error && <Failure error={operation.error} retry={() => void operation.refetch()} />}
      {operation.isPending && <Skeleton active />}
      {operation.data && <Content operation={operation.data} />}
    </Drawer>
  );
}

function Content({ operation }: { operation: Operation }) {
  const { t } = useTranslation();
  const { before, after } = operation;
  return (
    <>
      <About operation={operation} />
      {before || after ? (
        <Changes changes={differences(before, after)} />
      ) : (
        <p className={styles.code}>{t('operations.noChange')}</p>
      )}
    </>
  );
}

function About({ operation }: { operation: Operation }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useOperationWords();
  const { duration_ms: duration, seq, hash, request_id: requestId } = operation;
  const object = `${words.kind(operation.object_kind)} ${operation.object_name}`;
  const facts: [string, ReactNode][] = [
    [t('field.time'), absoluteTime(new Date(operation.time), language)],
    [t('field.user'), operation.actor_name],
    [t('field.action'), `${words.action(operation.action)} (${operation.action})`],
    [t('field.object'), object],
    [t('field.outcome'), <Outcome key="outcome" {...operation} />],
    [t('field.detail'), operation.detail],
    [t('field.source'), operation.source],
    [
      t('field.requestId'),
      requestId && (
        <span className={styles.code}>
          {requestId} <CopyButton text={requestId} />
        </span>
      ),
    ],
    [
      t('field.duration'),
      duration === null ? t('operations.bySystem') : t('operations.milliseconds', { number: duration }),
    ],
    [t('field.sequence'), seq && <span className={styles.code}>{`${seq} ${hash ?? ''}`}</span>],
  ];
  return <Facts facts={facts} />;
}
