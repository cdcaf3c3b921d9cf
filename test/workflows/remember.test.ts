import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import type { PullRequestFacts } from '../../src/decision/facts.ts';
import { openMatter } from '../../src/observations/matters.ts';
import { readClock } from '../../src/observations/pull-requests.ts';
import { dropWatches, readWatch } from '../../src/observations/watches.ts';
import { toAnswerDigests } from '../../src/records/answers.ts';
import { rememberRecord, rememberSight, toMemory } from '../../src/workflows/remember.ts';
import {
  addBaseline,
  type Given,
  head,
  notKnown,
  olaf,
  older,
  quinn,
  toComment,
  toCommit,
  toGiven,
  toPolicies,
} from '../cases/case.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const memory = () => toMemory(db);
/** Instants have milliseconds: what happens in one of them has no order. */
const clock = async () => {
  await delay(2);
  return readClock(db.pool);
};
let repositoryId = 0;
const toNext = (change: (given: Given) => void = () => {}) =>
  toGiven((given) => {
    repositoryId += 1;
    Object.assign(given.facts.repository, { id: repositoryId, name: `pump-${repositoryId}` });
    Object.assign(given.issue.ref, { name: `pump-${repositoryId}` });
    given.issue.nodeId = `I_${repositoryId}`;
    change(given);
  });
const see = async (given: Given, askedAt?: string) =>
  rememberSight(db, given.facts, toPolicies(given), askedAt ?? (await clock()));
const toRecordReading = (given: Given, issue = given.facts.links.known && given.facts.links.value[0]?.issue) => {
  if (!issue) throw new Error('the case links no issue');
  const { repository, policyFile, baselineFile, authorityFile, roles, observedAt, witnessed } = given.facts;
  const governing = { repository, policyFile, baselineFile, authorityFile, roles, observedAt, witnessed };
  return { ...governing, policies: toPolicies(given), issue, pullRequests: { known: true as const, value: [] } };
};

describe('what a reading of a pull request leaves behind', () => {
  test('F23: whoever had a part in commits that a later push replaced', async () => {
    const given = toNext(({ facts }) => {
      facts.commits = { known: true, value: [toCommit(older, olaf), toCommit(head, olaf)] };
    });
    const first = await see(given);
    given.facts.commits = { known: true, value: [] };
    expect((await see(given)).remembered).toEqual(first.remembered);
    const remembered = await memory().rememberedOf(repositoryId, given.facts.pullRequest.number);
    expect(first.remembered).toEqual({ known: true, value: remembered });
    expect(remembered).toContainEqual(
      expect.objectContaining({ did: 'authored', sha: older, firstSeenAt: given.facts.observedAt }),
    );
    expect(remembered).toContainEqual(expect.objectContaining({ did: 'opened', sha: null }));
  });

  test.each<[string, (given: Given) => Promise<Pick<PullRequestFacts, 'witnessed'>>]>([
    ['with the pull request', async (given) => see(given)],
    ['before there is one', async (given) => rememberRecord(db, toRecordReading(given), await clock())],
  ])('F25: who held a role when a signature of theirs was first seen, %s', async (_name, look) => {
    const signed = toComment('/sign approval approval', quinn, '2026-11-02T11:00:00Z');
    const given = toNext(({ issue }) => {
      issue.comments = { known: true, value: [signed] };
      issue.labelEvents = { known: true, value: [] };
    });
    const { observedAt: at } = given.facts;
    const first = [
      { act: signed.url, role: 'quality', held: true, at },
      { act: signed.url, role: 'safety', held: false, at },
    ];
    // Decided on is what the next reading will show, lest the same be stated in other words.
    expect((await look(given)).witnessed).toEqual({ known: true, value: first });
    given.facts.roles = { quality: { known: true, value: [] }, safety: { known: true, value: [quinn] } };
    given.facts.observedAt = '2026-12-03T10:00:00Z';
    expect((await look(given)).witnessed).toEqual({ known: true, value: first });
    expect(await memory().witnessedOf(repositoryId, [signed.url])).toEqual(first);
  });

  test('F25: nothing is witnessed where nothing governs', async () => {
    const given = toNext(({ facts }) => Object.assign(facts, { witnessed: notKnown, remembered: notKnown }));
    expect(await see(given)).toMatchObject({ witnessed: notKnown, remembered: notKnown });
  });

  const copiesIn = async (given: Given) => {
    const record = {
      ref: { owner: 'acme', name: 'copy', number: 99 },
      nodeId: 'I_copy',
      createdAt: '2030-01-01T00:00:00Z',
    };
    return memory().copiesOf(record, toAnswerDigests(given.issue.body));
  };
  const mark = (given: Given) => {
    const words = `Nothing but the words of record ${repositoryId}, which no other one has`;
    given.issue.body = `### Hazards\n\n${words}\n`;
  };

  test('F20: what its change requests answer, so that a copy of it is found', async () => {
    const given = toNext(mark);
    await see(given);
    expect(await copiesIn(given)).toEqual([
      { heading: expect.any(String), other: { owner: 'acme', name: `pump-${repositoryId}`, number: 7 } },
    ]);
  });

  test('F20: also what a change request answers that no pull request hangs on yet', async () => {
    const given = toNext(mark);
    await rememberRecord(db, toRecordReading(given), await clock());
    expect(await copiesIn(given)).toHaveLength(1);
  });

  test('F20: nothing of an issue that is no change request, nor of one that cannot be read', async () => {
    const plain = toNext((given) => {
      mark(given);
      given.issue.labels = [];
    });
    await see(plain);
    await rememberRecord(db, toRecordReading(plain), await clock());
    await rememberRecord(db, toRecordReading(plain, notKnown), await clock());
    expect(await copiesIn(plain)).toEqual([]);
  });

  test('F74: whether the organisation has a baseline, until it is known to be gone', async () => {
    const given = toNext(addBaseline);
    given.facts.repository.owner = 'Org';
    await see(given);
    given.facts.baselineFile = notKnown;
    await see(given);
    expect(await memory().baselineSeen('org')).toBe(true);
    given.facts.baselineFile = { known: true, value: null };
    await see(given);
    expect(await memory().baselineSeen('org')).toBe(false);
  });

  test('F37: what the policies look at, unless they changed since it was asked for', async () => {
    const given = toNext(({ policy }) => {
      policy.branches = ['main'];
    });
    const before = await clock();
    await dropWatches(db.pool, `acme/pump-${repositoryId}`);
    await see(given, before);
    expect(await readWatch(db.pool, given.facts.repository)).toBeNull();
    await rememberRecord(db, toRecordReading(given), await clock());
    expect(await readWatch(db.pool, given.facts.repository)).toEqual({ branches: ['main'], checks: [], tags: [] });
  });

  test('F37: matters that follow the repository through a rename', async () => {
    const given = toNext();
    const { repository } = given.facts;
    await openMatter(db.pool, {
      key: 'push',
      kind: 'deviation',
      repository: { owner: 'acme', name: repository.name },
      what: 'a commit came to main without a released verdict',
      pullRequest: null,
      commit: head,
      record: null,
      gates: [],
      issue: { number: 9, url: 'https://github.com/acme/pump/issues/9' },
      since: '2026-11-21T02:00:00Z',
      dueAt: null,
      closed: null,
    });
    await see(given);
    repository.name = 'renamed';
    expect(await memory().openMattersOf(repository)).toEqual([
      {
        kind: 'deviation',
        url: 'https://github.com/acme/pump/issues/9',
        what: 'a commit came to main without a released verdict',
        since: '2026-11-21T02:00:00Z',
        dueAt: null,
      },
    ]);
  });
});
