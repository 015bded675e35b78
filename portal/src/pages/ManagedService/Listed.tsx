import { Button } from 'antd';
import type { ReactNode } from 'react';

import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Outdated } from '../../components/Outdated';
import { Section } from '../../components/Section';

import styles from './ManagedService.module.css';

interface Props<T> {
  title: string;
  lead: string;
  /** A query's result. */
  list: { data: T[] | undefined; error: unknown; refetch: () => unknown };
  columns: Column<T>[];
  rowKey: (row: T) => string;
  empty: string;
  /** What adds one, for those who may. */
  add: { label: string; onClick: () => void } | false;
  /** A dialog. */
  children: ReactNode;
}

/** What belongs to a managed service, as a section with a table. */
export function Listed<T>({ title, lead, list, columns, rowKey, empty, add, children }: Props<T>) {
  const { data, error } = list;
  if (error && !data) return <Failure error={error} retry={() => void list.refetch()} />;
  return (
    <Section
      title={title}
      buttons={
        add && (
          <Button size="small" onClick={add.onClick}>
            {add.label}
          </Button>
        )
      }
    >
      {Boolean(error) && <Outdated error={error} />}
      <p className={styles.lead}>{lead}</p>
      <DataTable<T> label={title} columns={columns} rows={data} rowKey={rowKey} empty={empty} />
      {children}
    </Section>
  );
}
