import { describe, expect, it } from 'vitest';

import { readFile } from './applicationFile';
import example from './example.yaml?raw';

const failure = (text: string) => {
  const file = readFile(text);
  return file.ok ? 'read' : [file.problem, file.line];
};

describe('an application file', () => {
  it('is read whole', () => {
    const file = readFile(example);
    expect(file.ok && file.body.services?.map(({ name }) => name)).toEqual(['redis', 'api', 'web']);
  });

  it('knows the line of every field', () => {
    const file = readFile(
      'name: shop\nservices:\n  - name: web\n    image: web:1\n    ports:\n      - port: 99999\n',
    );
    if (!file.ok) throw new Error('not read');
    expect(file.lineOf('services[0].image')).toBe(4);
    expect(file.lineOf('services[0].ports[0].port')).toBe(6);
  });

  it('shows the place around a field that is missing', () => {
    const file = readFile('name: shop\nservices:\n  - name: web\n');
    if (!file.ok) throw new Error('not read');
    expect(file.lineOf('services[0].image')).toBe(3);
    expect(file.lineOf('nowhere')).toBeNull();
  });

  it.each([
    ['', ['empty', null]],
    ['- a\n- b\n', ['notMapping', 1]],
    ['name: shop\nservices: [\n', ['syntax', 3]],
    ['name: shop\n\tservices: []\n', ['syntax', 2]],
    ['name: a\nname: b\n', ['syntax', 2]],
  ])('%j is refused with the line', (text, problem) => {
    expect(failure(text)).toEqual(problem);
  });
});
