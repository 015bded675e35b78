/** Puts the server's complaint beside the input that it is about. */
import type { FormInstance } from 'antd';

import { asApiError, type ApiError } from '../api/errors';

export type Path = (string | number)[];

/** `services[0].image` as a form knows it: `['services', 0, 'image']`. */
export function pathOf(field: string): Path {
  const parts = field.match(/[^.[\]]+/g) ?? [];
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** The input that shows the field: itself, or the nearest one around it (a list that is one input). */
export function inputFor(field: string, inputs: readonly Path[]): Path | null {
  const wanted = pathOf(field);
  for (let length = wanted.length; length > 0; length -= 1) {
    const prefix = wanted.slice(0, length).join('.');
    const found = inputs.find((input) => input.join('.') === prefix);
    if (found) return found;
  }
  return null;
}

/** Show the error at its input and return null, or return it for the form to show as a whole. */
export function showAtInput<T>(
  form: FormInstance<T>,
  thrown: unknown,
  textOf: (error: ApiError) => { message: string; hint: string },
): ApiError | null {
  const error = asApiError(thrown);
  const inputs = form.getFieldsError().map(({ name }) => name);
  const input = error.detail.field ? inputFor(error.detail.field, inputs) : null;
  if (!input) return error;
  const { message, hint } = textOf(error);
  form.setFields([{ name: input as never, errors: hint ? [message, hint] : [message] }]);
  form.scrollToField(input, { focus: true });
  return null;
}
