/** Whatever a configuration has, also what no section of the editor knows, comes out of the form as it went in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { ServiceConfig } from '../../api/services';

import { CONVERSIONS } from './sections';
import { configOf, formOf, NEW_CONFIG } from './values';

interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  patternProperties?: Record<string, Schema>;
}

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../../openapi.json'), 'utf8')) as {
  components: { schemas: Record<string, Schema> };
};

/** Numbers that look like chance and are the same at each run. */
function chance(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

const WORDS = ['', 'a', 'B_1', 'two words', '中文', '__proto__', 'constructor', '-x', '0', 'a\nb'];

/** Some value of the schema: which one is up to `pick`. */
function some(schema: Schema, pick: (below: number) => number): unknown {
  const any = (options: readonly unknown[]) => options[pick(options.length)];
  if (schema.$ref) return some(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, pick);
  if (schema.anyOf) return some(any(schema.anyOf) as Schema, pick);
  if (schema.enum) return any(schema.enum);
  if (schema.const !== undefined) return schema.const;
  if (schema.type === 'array') return Array.from({ length: pick(4) }, () => some(schema.items ?? {}, pick));
  if (schema.properties) {
    const fields = Object.entries(schema.properties).filter(
      ([name]) => schema.required?.includes(name) === true || pick(4) > 0,
    );
    return Object.fromEntries(fields.map(([name, inner]) => [name, some(inner, pick)]));
  }
  if (schema.type === 'object') {
    const names = WORDS.filter((word) => word !== '' && pick(3) === 0);
    const [byPattern] = Object.values(schema.patternProperties ?? {});
    const inner =
      byPattern ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {});
    return Object.fromEntries(names.map((name) => [name, some(inner, pick)]));
  }
  if (schema.type === 'string') return any(WORDS);
  if (schema.type === 'integer' || schema.type === 'number') return pick(1000);
  if (schema.type === 'boolean') return pick(2) === 1;
  return null;
}

/** What is left out is what the server takes instead. */
const filled = (config: object) => ({ env: {}, env_from: [], files: [], ...config });

describe('the form of a service', () => {
  const schema = { $ref: '#/components/schemas/ServiceConfig' };

  it.each(Array.from({ length: 300 }, (_, seed) => seed))('loses nothing of configuration %i', (seed) => {
    const config = some(schema, chance(seed + 1)) as ServiceConfig;
    const sources = (config.env_from ?? []).map((one) => ({ ...one, keys: one.keys ?? null }));
    const files = (config.files ?? []).map((one) => ({ ...one, keys: one.keys ?? null }));
    const whole = { ...filled(config), env_from: sources, files };
    expect(configOf(formOf(config, CONVERSIONS), CONVERSIONS)).toEqual(whole);
  });

  it('carries through what it has never heard of', () => {
    const later = { ...NEW_CONFIG, volumes: [{ name: 'data', mount_path: '/data' }] };
    expect(configOf(formOf(later, CONVERSIONS), CONVERSIONS)).toEqual(later);
  });
});
