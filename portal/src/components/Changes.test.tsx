import { render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import { Changes } from './Changes';

const shown = (field: string, before: string, after: string) => {
  render(<Changes changes={[{ service: null, field, before, after }]} />);
  const cells = within(screen.getByRole('row', { name: new RegExp(`^${field.split('[')[0] ?? ''}`) }));
  return cells.getAllByRole('cell').map(({ textContent }) => textContent);
};

it.each([
  ['resources.cpu', '100m', '1', '0.1\u00a0cores', '1\u00a0core'],
  ['config.resources.memory_limit', '128Mi', '2048Mi', '128\u00a0MiB', '2\u00a0GiB'],
  ['volumes[0].size', '1Gi', '1.5Gi', '1\u00a0GiB', '1.5\u00a0GiB'],
])('puts the amounts of %s into words', (field, before, after, was, is) => {
  expect(shown(field, before, after)).toEqual([field, was, is]);
});

it('leaves variables as they are, also those that are named like amounts', () => {
  expect(shown('env.cpu', '100m', '1')).toEqual(['env.cpu', '100m', '1']);
});
