import { describe, expect, it } from 'vitest';

import { inputFor, pathOf } from './formErrors';

describe('the input that a field of the API is entered in', () => {
  const inputs = [
    ['name'],
    ['services', 0, 'image'],
    ['services', 0, 'ports'],
    ['services', 0, 'resources', 'cpu'],
  ];

  it.each([
    ['name', ['name']],
    ['services[0].image', ['services', 0, 'image']],
    ['services[0].resources.cpu', ['services', 0, 'resources', 'cpu']],
  ])('is found for %s', (field, input) => {
    expect(inputFor(field, inputs)).toEqual(input);
  });

  it('is the nearest one around it when a whole list is one input', () => {
    expect(inputFor('services[0].ports[1].port', inputs)).toEqual(['services', 0, 'ports']);
  });

  it('is none for a field that the form does not have', () => {
    expect(inputFor('services[0].probes', inputs)).toBeNull();
  });

  it('reads numbers as places in a list', () => {
    expect(pathOf('services[10].env.A_1')).toEqual(['services', 10, 'env', 'A_1']);
  });
});
