/** What is asked of a conversion, put together from what somebody entered; and the order in which it is told. */
import type { Converted, ConvertRequest, Note } from '../../../api/compose';

export interface Entered {
  text: string;
  name: string;
  variables: Record<string, string>;
  envFiles: Record<string, string>;
  profiles: string[];
}

export const NOTHING: Entered = { text: '', name: '', variables: {}, envFiles: {}, profiles: [] };

/** The request; null while there is no file. What is left empty is as if it were never said. */
export function requestOf({ text, name, variables, envFiles, profiles }: Entered): ConvertRequest | null {
  if (text.trim() === '') return null;
  const given = Object.entries(variables).filter(([, value]) => value !== '');
  return {
    content: text,
    variables: Object.fromEntries(given),
    env_files: envFiles,
    profiles,
    ...(name.trim() !== '' && { name: name.trim() }),
  };
}

type Asked = Converted['variables'][number];

/** Variables that the file cannot do without come first, then those without a default, then the others. */
export function inOrder(variables: readonly Asked[]): Asked[] {
  const rank = ({ required, default: usual }: Asked) => (required ? 0 : usual == null ? 1 : 2);
  return [...variables].sort((one, other) => rank(one) - rank(other));
}

/** What is lost before what is only different; within that, as the file has it. */
export function byLoss(notes: readonly Note[]): Note[] {
  return [...notes].sort((one, other) => Number(one.level === 'changed') - Number(other.level === 'changed'));
}

export function countLost(notes: readonly Note[]): number {
  return notes.filter(({ level }) => level === 'lost').length;
}
