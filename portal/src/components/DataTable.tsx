import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './DataTable.module.css';
import { Icon } from './Icon';

export interface Column<T> {
  key: string;
  title?: string;
  render: (row: T) => ReactNode;
  /** The server can sort by `key`. */
  sortable?: boolean;
  align?: 'end';
  /** The least important columns give way on a narrow window; the one that the rows are in the order of never does. */
  only?: 'medium' | 'wide';
  /** It stands out from the others. */
  marked?: boolean;
}

interface Props<T> {
  /** What the table lists, for screen readers. */
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  empty: string;
  /** `name`, or `-name` for descending. */
  sort?: string;
  onSort?: (sort: string) => void;
  /** What stands open below a row. */
  below?: (row: T) => ReactNode;
}

const SKELETON_ROWS = 4;

/** What the style sheet goes by, alike in a column's head and cells. */
function marksOf<T>({ key, align, only, marked }: Column<T>, sort: string | undefined) {
  const ordering = sort === key || sort === `-${key}`;
  return { 'data-align': align, 'data-only': ordering ? undefined : only, 'data-marked': marked };
}

/** A plain table: semantic, sortable by the server, with room below each row. `rows` undefined means still loading. */
export function DataTable<T>({ label, columns, rows, rowKey, empty, sort, onSort, below }: Props<T>) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={label} aria-busy={!rows}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head
                key={column.key}
                column={column}
                {...(sort !== undefined && { sort })}
                {...(onSort && { onSort })}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {!rows && <Loading columns={columns.length} />}
          {rows?.length === 0 && (
            <tr>
              <td colSpan={columns.length} className={styles.empty}>
                {empty}
              </td>
            </tr>
          )}
          {rows?.map((row) => {
            const open = below?.(row);
            return (
              <Fragment key={rowKey(row)}>
                <tr data-open={Boolean(open)}>
                  {columns.map((column) => (
                    <td key={column.key} {...marksOf(column, sort)}>
                      {column.render(row)}
                    </td>
                  ))}
                </tr>
                {open && (
                  <tr className={styles.below}>
                    <td colSpan={columns.length}>{open}</td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps<T> {
  column: Column<T>;
  sort?: string;
  onSort?: (sort: string) => void;
}

function Head<T>({ column, sort, onSort }: HeadProps<T>) {
  const { t } = useTranslation();
  const { key, title, sortable } = column;
  const up = sort === key;
  const down = sort === `-${key}`;
  const order = up ? 'ascending' : down ? 'descending' : 'none';
  return (
    <th {...marksOf(column, sort)} {...(sortable && { 'aria-sort': order })}>
      {sortable ? (
        <button type="button" className={styles.sort} onClick={() => onSort?.(up ? `-${key}` : key)}>
          {title}
          <span className={up || down ? undefined : styles.unsorted}>
            <Icon name={down ? 'down' : 'up'} />
          </span>
        </button>
      ) : (
        (title ?? <span className={styles.unseen}>{t('field.actions')}</span>)
      )}
    </th>
  );
}

function Loading({ columns }: { columns: number }) {
  return Array.from({ length: SKELETON_ROWS }, (_, index) => (
    <tr key={index} aria-hidden="true">
      <td colSpan={columns}>
        <div className={styles.bone} />
      </td>
    </tr>
  ));
}
