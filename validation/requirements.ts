import type { Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as toText } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';

export type Requirement = { readonly number: number; readonly text: string };

/** The rows of docs/requirements.md that bear a number, in its order. */
export const parseRequirements = (markdown: string): readonly Requirement[] => {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return tree.children
    .filter((node): node is Table => node.type === 'table')
    .flatMap(({ children }) =>
      children.flatMap(({ children: [number, text] }) => {
        const [, digits] = /^F(\d+)$/.exec(toText(number)) ?? [];
        return digits === undefined ? [] : [{ number: Number(digits), text: toText(text) }];
      }),
    );
};

/** Numbers as tests and the README write them: `F21`, `F10 to F18`, `F10–F18`. */
export const parseNumbers = (text: string): readonly number[] => [
  ...new Set(
    [...text.matchAll(/\bF(\d+)(?:(?: to |–)F(\d+))?\b/g)].flatMap(([, first, last = first]) =>
      Array.from({ length: Math.max(0, Number(last) - Number(first) + 1) }, (_, index) => Number(first) + index),
    ),
  ),
];

export type Claims = { readonly whole: readonly number[]; readonly inPart: readonly number[] };

/**
 * What the README claims: the numbers in its paragraphs that begin with `Built:` and `In part:`.
 * @throws Error when either is missing: a claim that cannot be found cannot be checked.
 */
export const parseClaims = (readme: string): Claims => {
  const numbersOf = (start: string): readonly number[] => {
    const paragraph = readme.split(/\n\s*\n/).find((one) => one.trimStart().startsWith(start));
    if (paragraph === undefined) throw new Error(`README.md has no paragraph that begins with “${start}”`);
    return parseNumbers(paragraph);
  };
  return { whole: numbersOf('Built:'), inPart: numbersOf('In part:') };
};
