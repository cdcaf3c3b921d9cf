import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { emitterEventNames } from '@octokit/webhooks';
import { toSubjects } from '../../src/github/events.ts';
import { parseAppFile } from '../../src/http/app-manifest.ts';

const text = readFileSync(join(import.meta.dirname, '../../app.yml'), 'utf8');
const app = parseAppFile(text);

/** Events that every App receives without asking. */
const unasked = ['installation', 'installation_repositories', 'installation_target', 'github_app_authorization'];

/** A known event says that an empty payload is malformed; an unknown one names nothing. */
const handled = [...new Set(emitterEventNames.map((name) => name.split('.')[0] ?? ''))].filter(
  (name) => 'malformed' in toSubjects({ name, id: 'd-1', payload: {} }),
);

describe('app.yml', () => {
  test('asks for exactly these permissions', () => {
    expect(app.default_permissions).toEqual({
      metadata: 'read',
      contents: 'read',
      pull_requests: 'read',
      actions: 'read',
      members: 'read',
      merge_queues: 'read',
      checks: 'write',
      issues: 'write',
      deployments: 'write',
    });
  });

  test('subscribes to exactly the events that are handled', () => {
    const asked = handled.filter((name) => !unasked.includes(name));
    expect(app.default_events.toSorted()).toEqual(asked.toSorted());
  });

  test('gives its reason beside each permission and event', () => {
    const names = [...Object.keys(app.default_permissions), ...app.default_events];
    const reasons = text.split('\n').flatMap((line) => /^ {2}(?:- )?(\w+)(?:: \w+)? # (.{15,})$/.exec(line)?.[1] ?? []);
    expect(reasons).toEqual(names);
  });

  test('is not public', () => {
    expect(app.public).toBe(false);
    expect(() => parseAppFile(text.replace('public: false', 'public: true'))).toThrow();
    expect(() => parseAppFile(text.replace('public: false\n', ''))).toThrow();
  });
});
