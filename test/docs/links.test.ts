import { existsSync, readFileSync, statSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Nodes } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const root = resolve(import.meta.dirname, '../..');
const parser = unified().use(remarkParse).use(remarkGfm);

const findDocuments = async (): Promise<string[]> => {
  const found: string[] = [];
  for await (const path of glob(['*.md', 'docs/**/*.md', 'simulator/**/*.md'], { cwd: root })) found.push(path);
  return found.sort();
};

const flatten = (node: Nodes): readonly Nodes[] =>
  'children' in node ? [node, ...node.children.flatMap(flatten)] : [node];

const readDocument = (path: string): readonly Nodes[] => flatten(parser.parse(readFileSync(join(root, path), 'utf8')));

const toText = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map(toText).join('') : '';

/** The anchors that GitHub gives to headings: small letters, blanks to dashes, no punctuation. */
const toAnchors = (nodes: readonly Nodes[]): readonly string[] =>
  nodes.flatMap((node) =>
    node.type === 'heading'
      ? [
          toText(node)
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
            .replaceAll(/\s/g, '-'),
        ]
      : [],
  );

/** Why a link of a document leads nowhere in this repository; null when it leads somewhere, or out of it. */
const whyBroken = (document: string, address: string): string | null => {
  if (URL.canParse(address)) return null;
  const [path = '', anchor] = address.split('#').map(decodeURIComponent);
  const target = path === '' ? join(root, document) : resolve(root, dirname(document), path);
  if (relative(root, target).startsWith('..')) return `${address}: outside of the repository`;
  if (!existsSync(target)) return `${address}: no such file`;
  if (anchor === undefined) return null;
  if (!statSync(target).isFile() || !target.endsWith('.md')) return `${address}: an anchor into what is no document`;
  return toAnchors(readDocument(relative(root, target))).includes(anchor) ? null : `${address}: no such heading`;
};

const documents = await findDocuments();

describe('links between the documents', () => {
  test('there are documents', () => expect(documents).toContain('README.md'));

  test.each(documents)('%s: each leads to a file and a heading that exist', (document) => {
    const addresses = readDocument(document).flatMap((node) =>
      node.type === 'link' || node.type === 'image' || node.type === 'definition' ? [node.url] : [],
    );
    expect(addresses.map((address) => whyBroken(document, address)).filter((why) => why !== null)).toEqual([]);
  });

  test('every path that a document names in code is there', () => {
    const named = documents.flatMap((document) =>
      readDocument(document).flatMap((node) =>
        node.type === 'inlineCode' && /^(?:docs|src|test|simulator|schema|demo|stage|bench)\/[\w./-]+$/.test(node.value)
          ? [{ document, path: node.value }]
          : [],
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('every document that a comment names is there', async () => {
    const missing: string[] = [];
    for await (const path of glob('{src,simulator,stage,demo,bench,validation,test}/**/*.ts', { cwd: root })) {
      const named =
        readFileSync(join(root, path), 'utf8')
          .match(/\/\/.*|^ \* .*/gm)
          ?.join('\n') ?? '';
      for (const [document] of named.matchAll(/\bdocs\/[\w/-]+\.md\b/g)) {
        if (!existsSync(join(root, document))) missing.push(`${path}: ${document}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test.each([
    ['docs/nowhere.md', 'no such file'],
    ['docs/policy.md#nowhere', 'no such heading'],
    ['../elsewhere.md', 'outside'],
  ])('%s would be noticed', (address, why) => {
    expect(whyBroken('README.md', address)).toContain(why);
  });
});
