/** What the server asks of a password, told while it is typed. The server decides; this only spares a round trip. */
import type { Schemas } from '../api/client';

export type PasswordRules = Schemas['PasswordRules'];
export const RULES = ['length', 'different', 'classes', 'name'] as const;
export type Rule = (typeof RULES)[number];

/** Shorter user names are found in too many good passwords. */
const LEAST_NAME = 3;
const GENERATED_LENGTH = 20;
/** Nothing that is mistaken for something else when it is read out or typed from paper. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
const KINDS = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{Lu}\p{Ll}\p{Nd}]/u];

/** The rules that a password breaks, in the order in which they are told. */
export function brokenRules(password: string, username: string, rules: PasswordRules): Rule[] {
  const characters = Array.from(password);
  const holdsName = username.length >= LEAST_NAME && password.toLowerCase().includes(username.toLowerCase());
  const broken: Record<Rule, boolean> = {
    length: characters.length < rules.min_length,
    different: new Set(characters).size < rules.different,
    classes: KINDS.filter((kind) => kind.test(password)).length < rules.classes,
    name: holdsName,
  };
  return RULES.filter((rule) => broken[rule]);
}

/** A random password that keeps the rules, whatever the user's name is. */
export function generatePassword(username: string, rules: PasswordRules): string {
  const length = Math.max(GENERATED_LENGTH, rules.min_length);
  for (;;) {
    const letters = Array.from({ length }, () => ALPHABET.charAt(below(ALPHABET.length)));
    // The fourth kind of character is always there, at places that make it readable.
    const password = letters.map((letter, index) => (index % 7 === 6 ? '-' : letter)).join('');
    if (brokenRules(password, username, rules).length === 0) return password;
  }
}

/** A random whole number from zero, each as likely as the others. */
function below(limit: number): number {
  const most = Math.floor(256 / limit) * limit;
  const drawn = new Uint8Array(1);
  do crypto.getRandomValues(drawn);
  while ((drawn[0] ?? 255) >= most);
  return (drawn[0] ?? 0) % limit;
}
