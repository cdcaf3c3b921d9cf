import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { extract } from '../../simulator/openapi/extract.ts';
import { findOperation } from '../../simulator/openapi/find-operation.ts';
import { OPERATIONS } from '../../simulator/openapi/operations.ts';
import { validateRequest, validateResponse } from '../../simulator/openapi/validate.ts';

const request = (method: string, path: string, body?: unknown, query = '') =>
  validateRequest({ method, path, query: new URLSearchParams(query), body });

describe("requests against GitHub's description", () => {
  test.each([
    [
      'POST',
      '/repos/acme/pump/check-runs',
      { name: 'x', head_sha: 'a', status: 'completed', conclusion: 'success' },
      '',
    ],
    ['GET', '/repos/acme/pump/pulls', undefined, 'state=all&per_page=100&page=2'],
    ['GET', '/repos/acme/pump/contents/.github/holdpoint.yml', undefined, 'ref=main'],
    ['POST', '/repos/acme/pump/issues/1/labels', { labels: ['a'] }, ''],
    ['PATCH', '/repos/acme/pump/issues/1', { body: null }, ''],
  ])('%s %s is fine', (method, path, body, query) => {
    expect(request(method, path, body, query)).toEqual([]);
  });

  test.each([
    ['POST', '/repos/acme/pump/check-runs', { name: 'x', head_sha: 1 }, '', 'body/head_sha: must be string'],
    ['POST', '/repos/acme/pump/check-runs', { name: 'x' }, '', "body: must have required property 'head_sha'"],
    ['POST', '/repos/acme/pump/pulls', undefined, '', 'body: missing'],
    ['POST', '/repos/acme/pump/issues', {}, '', "body: must have required property 'title'"],
    [
      'PUT',
      '/repos/acme/pump/pulls/1/merge',
      { merge_method: 'magic' },
      '',
      'body/merge_method: must be equal to one of the allowed values (merge, squash, rebase)',
    ],
    [
      'GET',
      '/repos/acme/pump/pulls',
      undefined,
      'state=nonsense',
      'query state: must be equal to one of the allowed values (open, closed, all)',
    ],
    ['GET', '/repos/acme/pump/pulls/one', undefined, '', 'path pull_number: must be integer'],
  ])('%s %s with %j%s departs', (method, path, body, query, departure) => {
    expect(request(method, path, body, query)).toContain(departure);
  });
});

describe("the simulator's answers against GitHub's description", () => {
  const label = {
    id: 1,
    node_id: 'x',
    url: 'http://127.0.0.1/x',
    name: 'a',
    description: null,
    color: 'ffffff',
    default: false,
  };
  const answer = (method: string, path: string, status: number, body?: unknown) =>
    validateResponse({ method, path }, { status, body });

  test('what conforms is let through', () => {
    expect(answer('GET', '/repos/acme/pump/labels', 200, [label])).toEqual([]);
    expect(answer('DELETE', '/repos/acme/pump/labels/a', 204)).toEqual([]);
    expect(answer('GET', '/repos/acme/pump/labels', 404, { message: 'Not Found' })).toEqual([]);
  });

  test.each([
    ['a missing member', 200, [{ ...label, node_id: undefined }], "response/0: must have required property 'node_id'"],
    ['a wrong type', 200, [{ ...label, id: '1' }], 'response/0/id: must be integer'],
    ['another status', 201, [label], 'response: status 201 is not described for GET /repos/{owner}/{repo}/labels'],
    ['an error without a message', 404, {}, "response: must have required property 'message'"],
  ])('%s is named', (_what, status, body, departure) => {
    expect(answer('GET', '/repos/acme/pump/labels', status, JSON.parse(JSON.stringify(body)))).toContain(departure);
  });

  test('a body where there must be none is named', () => {
    expect(answer('DELETE', '/repos/acme/pump/labels/a', 204, {})).toEqual(['response: status 204 has no body']);
  });

  test('an operation outside the extract is named', () => {
    expect(answer('GET', '/emojis', 200, {})).toEqual([
      'GET /emojis: not among the operations of simulator/openapi/operations.ts',
    ]);
  });
});

describe('the extract', () => {
  const stored = JSON.parse(
    readFileSync(new URL('../../simulator/openapi/github-openapi.json', import.meta.url), 'utf8'),
  ) as {
    operations: Record<string, { responses: Record<string, unknown> }>;
  };

  test('has exactly the operations of the list', () => {
    expect(Object.keys(stored.operations)).toEqual([...OPERATIONS]);
  });

  test('every schema in it compiles', () => {
    for (const [name, { responses }] of Object.entries(stored.operations)) {
      const [method = '', path = ''] = name.split(' ');
      expect(() => request(method, path, {})).not.toThrow();
      for (const status of Object.keys(responses)) {
        expect(() => validateResponse({ method, path }, { status: Number(status), body: {} })).not.toThrow();
      }
    }
  });

  test('keeps what operations reach, without texts, and turns nullable into a type', () => {
    const thing = {
      type: 'object',
      description: 'A thing',
      properties: { description: { type: 'string', nullable: true, example: 'x' } },
    };
    const openapi = {
      info: { title: 'API', version: '1' },
      paths: {
        '/x': {
          get: {
            responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/thing' } } } } },
          },
        },
      },
      components: { schemas: { thing, unreached: {} } },
    };
    expect(extract(openapi, ['GET /x'])).toEqual({
      source: 'API 1',
      operations: { 'GET /x': { parameters: [], body: null, responses: { 200: { $ref: 'github:thing' } } } },
      schemas: { thing: { type: 'object', properties: { description: { type: ['string', 'null'] } } } },
    });
    expect(() => extract(openapi, ['GET /y'])).toThrow('/y');
  });
});

test.each([
  ['/repos/a/b/commits/feature/x/check-runs', 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'],
  ['/repos/a/b/commits/feature/x', 'GET /repos/{owner}/{repo}/commits/{ref}'],
  ['/repos/a/b/contents/src/main.c', 'GET /repos/{owner}/{repo}/contents/{path}'],
  ['/repos/a/b/releases/latest', 'GET /repos/{owner}/{repo}/releases/latest'],
  ['/repos/a/b/releases/7', 'GET /repos/{owner}/{repo}/releases/{release_id}'],
])('%s is %s', (path, name) => {
  expect(findOperation(OPERATIONS, 'GET', path)?.name).toBe(name);
});
