/** Where a complaint of the server belongs in the editor, whose values differ a little from what is sent. */
import { inputFor, pathOf, type Path } from '../../components/formErrors';

import type { EditorValues } from './values';

const BESIDE_CONFIG = ['name', 'replicas', 'autoscaling', 'revision', 'note'];

/** The field as the form has it: below `config`, also for a new service, and rows by number instead of by name. */
export function formField(field: string, values: EditorValues): Path {
  const sent = pathOf(field);
  const path: Path =
    sent[0] === 'config' || BESIDE_CONFIG.includes(String(sent[0])) ? sent : ['config', ...sent];
  const [, part, second] = path;
  if (part === 'env' && second !== undefined) {
    const name = field.slice(field.indexOf('env.') + 'env.'.length);
    const row = values.config.env.findIndex((one) => one.name === name);
    return row < 0 ? ['config', 'env'] : ['config', 'env', row, 'value'];
  }
  if ((part === 'env_from' || part === 'files') && path[3] === 'keys' && typeof second === 'number') {
    const key = field.slice(field.indexOf('keys.') + 'keys.'.length);
    const row = (values.config[part][second]?.keys ?? []).findIndex((one) => one.key === key);
    return row < 0 ? path.slice(0, 4) : [...path.slice(0, 4), row, 'as'];
  }
  return path;
}

/** The input that stands nearest to the field. */
export function inputOf(field: string, values: EditorValues, inputs: readonly Path[]): Path | null {
  return inputFor(formField(field, values).join('.'), inputs);
}

/** Whether an input belongs to a section, which names what it shows by the beginnings of their places. */
export function belongs(input: Path, fields: readonly string[]): boolean {
  const place = input.join('.');
  return fields.some((field) => place === field || place.startsWith(`${field}.`));
}
