/**
 * The page of a list: a head with what can be done, filters, a table that the server sorts and pages, and in plain words
 * what is wrong, what may be old, or why there is nothing. Filters stay in sight when the server refuses them.
 */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable, type Column } from '../DataTable';
import { Failure } from '../Failure';
import { Outdated } from '../Outdated';
import { PageHeader } from '../PageHeader';
import { Pager } from '../Pager';
import panel from '../Panel.module.css';
import { usePageTitle } from '../usePageTitle';

import type { TableView } from './useListView';

/** A query's result, as far as a list shows it. */
export interface Listed<T> {
  data: { items: readonly T[]; total: number } | undefined;
  error: unknown;
  refetch: () => unknown;
}

export interface TableOf<T> {
  /** What the table lists, for screen readers; the page's title, unless it says otherwise. */
  label?: string;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  /** Why there is nothing and what to do about it, when nothing was filtered. */
  empty: string;
  narrowed?: boolean;
  /** Order and page; none where a list is not paged. */
  view?: TableView;
  /** What stands open below a row. */
  below?: (row: T) => ReactNode;
  /** At the table's foot. */
  foot?: ReactNode;
}

interface Props<T> {
  title: string;
  lead?: ReactNode;
  /** Beside the title. */
  aside?: ReactNode;
  actions?: ReactNode;
  list: Listed<T>;
  table: TableOf<T>;
  /** Between the head and the filters. */
  notice?: ReactNode;
  filters?: ReactNode;
  /** In place of filters and table. */
  instead?: ReactNode;
  /** Below the table, and dialogs. */
  children?: ReactNode;
}

export function ListPage<T>({ title, lead, aside, actions, list, table, ...parts }: Props<T>) {
  const { notice, filters, instead, children } = parts;
  const { data, error } = list;
  usePageTitle(title);
  return (
    <>
      <PageHeader
        title={title}
        aside={aside}
        below={lead && <span className={panel.lead}>{lead}</span>}
        actions={actions}
      />
      {notice}
      {Boolean(error) && data && <Outdated error={error} />}
      {instead}
      {!instead && filters}
      {Boolean(error) && !data && <Failure error={error} retry={() => void list.refetch()} />}
      {!instead && (data ?? !error) && <Rows title={title} rows={data} table={table} />}
      {children}
    </>
  );
}

interface TotalProps {
  of: { total: number } | undefined;
  /** What is counted: Chinese has a measure word for each kind. */
  counted?: 'things' | 'machines';
}

/** How many there are, beside a page's title; where there is nothing, the list itself says why. */
export function Total({ of, counted = 'things' }: TotalProps) {
  const { t } = useTranslation();
  if (!of?.total) return null;
  return <span className={panel.lead}>{t(`list.total.${counted}`, { total: of.total })}</span>;
}

interface RowsProps<T> {
  title: string;
  rows: Listed<T>['data'];
  table: TableOf<T>;
}

function Rows<T>({ title, rows, table }: RowsProps<T>) {
  const { t } = useTranslation();
  const { label = title, columns, rowKey, empty, narrowed, view, foot, below } = table;
  return (
    <div className={panel.panel}>
      <DataTable<T>
        label={label}
        columns={columns}
        rows={rows?.items}
        rowKey={rowKey}
        empty={narrowed ? t('list.narrowedAway') : empty}
        {...(below && { below })}
        {...(view && { sort: view.sort, onSort: view.sortBy })}
      />
      {view && (
        <Pager
          page={view.paging.page}
          pageSize={view.paging.page_size}
          total={rows?.total ?? 0}
          onChange={view.goTo}
        />
      )}
      {foot}
    </div>
  );
}
