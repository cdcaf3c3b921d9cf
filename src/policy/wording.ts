/** Words shared by the problems: quoting what a person wrote, and naming what would be right. */

import { closestMatch } from 'leven';
import type { Path } from './source.ts';

const longestQuote = 80;

/** The text in quotes, on one line, shortened, with everything invisible spelled out: it may come from anybody. */
export const quote = (text: string): string => {
  const visible = text
    .slice(0, longestQuote)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return `“${visible}${text.length > longestQuote ? '…' : ''}”`;
};

/** “Did you mean …?” when one of the names is near, all the names otherwise; null when there are none. */
export const suggest = (written: string, names: readonly string[]): string | null => {
  if (names.length === 0) return null;
  const alike = new Map(names.map((name) => [toPlain(name), name]));
  const plain = toPlain(written.slice(0, longestQuote));
  const maxDistance = plain.length < 3 ? 0 : Math.ceil(plain.length / 3);
  const name = alike.get(closestMatch(plain, [...alike.keys()], { maxDistance }) ?? '');
  return name === undefined ? `Right would be: ${names.join(', ')}.` : `Did you mean ${quote(name)}?`;
};

const toPlain = (name: string): string => name.toLowerCase().replaceAll(/[\s_]/g, '-');

/** `roles.safety.teams[0]`, as people name places in YAML. */
export const toPathText = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const name = /^[A-Za-z0-9_-]{1,60}$/.test(step) ? step : quote(step);
    return text === '' ? name : `${text}.${name}`;
  }, '');
