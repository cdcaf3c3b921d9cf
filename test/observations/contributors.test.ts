import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import { type Account, known, type RememberedContributor, unknown } from '../../src/decision/facts.ts';
import { noteContributors, rememberedOf } from '../../src/observations/contributors.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const reason = 'no GitHub account has this e-mail address';
const person = (id: number, login: string): Account => ({ id, login, kind: 'person', name: null });
const seen = (
  email: string,
  account: Account | null,
  over: Partial<RememberedContributor> = {},
): RememberedContributor => ({
  contributor: { name: 'Dana', email, account: account === null ? unknown(reason) : known(account) },
  did: 'authored',
  sha: 'a1',
  firstSeenAt: '2026-11-21T02:00:00Z',
  ...over,
});
const dana = person(11, 'dana');
let repositoryId = 0;
const note = (...contributors: RememberedContributor[]) =>
  transaction(db, (tx) => noteContributors(tx, repositoryId, 7, contributors));
const read = () => rememberedOf(db.pool, repositoryId, 7);
const later = { sha: 'b2', firstSeenAt: '2026-11-22T00:00:00Z' };

describe('contributors', () => {
  test('F23: whoever was seen once stays, as first seen, though no later reading names them', async () => {
    repositoryId = 1;
    await note(seen('dana@acme.example', dana), seen('', dana, { did: 'opened', sha: null }));
    await note(seen('dana@acme.example', dana, later), seen('rob@acme.example', person(12, 'rob'), later));
    expect(await read()).toEqual([
      seen('dana@acme.example', dana),
      seen('', dana, { did: 'opened', sha: null }),
      seen('rob@acme.example', person(12, 'rob'), later),
    ]);
  });

  test('of that pull request alone', async () => {
    repositoryId = 2;
    await note(seen('dana@acme.example', dana));
    expect(await rememberedOf(db.pool, 2, 8)).toEqual([]);
    expect(await rememberedOf(db.pool, 1, 7)).not.toEqual(await read());
  });

  test('F23: somebody without an account is kept by the address, and by the name where there is none', async () => {
    repositoryId = 3;
    const nameless = { ...seen('', null), contributor: { name: 'build', email: ' ', account: unknown(reason) } };
    await note(seen('x@example.com', null), seen('X@Example.com ', null, later), nameless, seen('', null));
    const kept = (await read()).map(({ contributor: { name, email } }) => `${name}<${email}>`);
    expect(new Set(kept)).toEqual(new Set(['Dana<>', 'Dana<x@example.com>', 'build< >']));
    expect(kept).toHaveLength(3);
  });

  test('F23: once the address has an account both are kept, so that whoever was unknown can be told', async () => {
    repositoryId = 4;
    await note(seen('Dana@Home.example', null));
    await note(seen('dana@home.example', dana, later), seen('dana@work.example', dana, later));
    expect(new Set(await read())).toEqual(
      new Set([
        seen('Dana@Home.example', null),
        seen('dana@home.example', dana, later),
        seen('dana@work.example', dana, later),
      ]),
    );
  });

  test('names from git that PostgreSQL would refuse', async () => {
    repositoryId = 6;
    const odd = { name: 'a\0b', email: '\ud800', account: known({ ...dana, name: 'x\0\udc00' }) };
    await note({ ...seen('', null), contributor: odd });
    expect((await read())[0]?.contributor).toEqual({
      name: 'a\uFFFDb',
      email: '\uFFFD',
      account: known({ ...dana, name: 'x\uFFFD\uFFFD' }),
    });
  });

  test('nobody, and the same person twice at once', async () => {
    repositoryId = 7;
    await note();
    await note(seen('dana@acme.example', dana), seen('dana@acme.example', dana, later));
    expect(await read()).toHaveLength(1);
  });
});
