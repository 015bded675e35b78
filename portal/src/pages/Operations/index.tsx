import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet } from 'react-router';

import {
  exportAddress,
  OPERATION_FILTERS,
  useOperations,
  type Operation,
  type OperationFilters,
} from '../../api/operations';
import { useMay } from '../../api/session';
import type { Column } from '../../components/DataTable';
import { DownloadLink } from '../../components/DownloadLink';
import { ListPage } from '../../components/list/ListPage';
import panel from '../../components/Panel.module.css';
import { absoluteTime } from '../../components/time';
import { useFilters } from '../../components/useFilters';
import { useLanguage } from '../../i18n/useLanguage';

import { OperationFiltersBar } from './OperationFilters';
import styles from './Operations.module.css';
import { Outcome } from './Outcome';
import { VerifyDialog } from './VerifyDialog';
import { useOperationWords } from './words';

/** Who did what, newest first. */
export function OperationsPage() {
  const { t } = useTranslation();
  const { filters, change, reset, search } = useFilters(OPERATION_FILTERS);
  const log = useOperations(filters);
  const columns = useColumns(search);
  const [verifying, setVerifying] = useState(false);
  const first = log.data?.pages[0];
  const total = first?.total ?? 0;
  return (
    <ListPage<Operation>
      title={t('nav.operations')}
      aside={
        first && (
          <span className={panel.lead}>
            {t(first.total_exact ? 'list.total.entries' : 'operations.atLeast', { total })}
          </span>
        )
      }
      lead={t('operations.lead')}
      actions={<Actions filters={filters} onVerify={() => setVerifying(true)} />}
      list={{
        ...log,
        data: log.data && { items: log.data.pages.flatMap(({ items }) => items), total },
      }}
      filters={<OperationFiltersBar filters={filters} change={change} reset={reset} />}
      table={{
        columns,
        rowKey: ({ id }) => id,
        empty: t('operations.none'),
        foot: <Older log={log} />,
      }}
    >
      {verifying && <VerifyDialog onClose={() => setVerifying(false)} />}
      <Outlet />
    </ListPage>
  );
}

function Actions({ filters, onVerify }: { filters: OperationFilters; onVerify: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <>
      <DownloadLink href={exportAddress(filters, 'csv')} label={t('action.exportCsv')} />
      <DownloadLink href={exportAddress(filters, 'jsonl')} label={t('action.exportLines')} />
      {may('operation.verify') && <Button onClick={onVerify}>{t('verify.button')}</Button>}
    </>
  );
}

/** The way to older rows; says how far a search has looked that found little. */
function Older({ log }: { log: ReturnType<typeof useOperations> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (!log.hasNextPage) return null;
  const until = log.data?.pages.at(-1)?.searched_until;
  return (
    <div className={styles.older}>
      {until && (
        <span className={panel.lead}>
          {t('operations.searchedUntil', { time: absoluteTime(new Date(until), language) })}
        </span>
      )}
      <Button loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
        {t('action.showOlder')}
      </Button>
    </div>
  );
}

function useColumns(search: string): Column<Operation>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useOperationWords();
  return [
    {
      key: 'time',
      title: t('field.time'),
      render: ({ id, time }) => (
        <Link to={`${id}${search}`} className={styles.time}>
          <time dateTime={time}>{absoluteTime(new Date(time), language)}</time>
        </Link>
      ),
    },
    { key: 'user', title: t('field.user'), render: (row) => row.actor_name },
    { key: 'action', title: t('field.action'), render: ({ action }) => words.action(action) },
    {
      key: 'object',
      title: t('field.object'),
      render: (row) => (
        <span className={styles.object}>
          <span className={panel.lead}>{words.kind(row.object_kind)}</span> {row.object_name}
        </span>
      ),
    },
    { key: 'outcome', title: t('field.outcome'), render: (operation) => <Outcome {...operation} /> },
    { key: 'source', title: t('field.source'), only: 'medium', render: ({ source }) => source },
  ];
}
