import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { Breakable } from './Breakable';
import { DataTable, type Column } from './DataTable';

const COLUMNS: Column<string>[] = [
  { key: 'name', title: 'Name', sortable: true, render: (row) => row },
  { key: 'created_at', title: 'Created', sortable: true, only: 'medium', render: () => 'now' },
];

it.each(['created_at', '-created_at'])(
  'keeps the column that it is sorted by, %s, in a narrow window',
  (sort) => {
    const { container } = render(
      <DataTable label="Things" columns={COLUMNS} rows={['db']} rowKey={(row) => row} empty="" sort={sort} />,
    );
    expect(screen.getByRole('columnheader', { name: 'Created' })).toBeVisible();
    expect(container.querySelectorAll('[data-only]')).toHaveLength(0);
  },
);

it('lets a column of less importance go where it is sorted by another', () => {
  const { container } = render(
    <DataTable label="Things" columns={COLUMNS} rows={['db']} rowKey={(row) => row} empty="" sort="name" />,
  );
  expect(container.querySelectorAll('[data-only="medium"]')).toHaveLength(2);
});

it('lets an address go on after its separators only', () => {
  const { container } = render(<Breakable text="shop-1.apps.localhost:8080/a_b" />);
  expect(container.innerHTML.split('<wbr>')).toEqual(['shop-', '1.', 'apps.', 'localhost:8080/', 'a_', 'b']);
});
