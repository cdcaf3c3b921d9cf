import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stage, signJwt } from './stage.ts';

const REPO = '/repos/acme/pump';
const SIGNATURE = '-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

/** A commit on top of a branch that nothing points at, made through the git database. */
async function commit(fields: Record<string, unknown>, call = stage.as.bind(stage, 'ada')): Promise<string> {
  const main = (await stage.as('ada', `GET ${REPO}/git/ref/heads/main`)).body.object.sha;
  const { tree } = (await stage.as('ada', `GET ${REPO}/git/commits/${main}`)).body;
  const made = await call(`POST ${REPO}/git/commits`, { message: 'Work', tree: tree.sha, parents: [main], ...fields });
  expect(made.status).toBe(201);
  return made.body.sha;
}
const verificationOf = async (sha: string) =>
  (await stage.as('ada', `GET ${REPO}/git/commits/${sha}`)).body.verification;

describe('a commit', () => {
  test('that a known person signed is verified, wherever it is shown', async () => {
    const sha = await commit({ signature: SIGNATURE, message: 'Signed' });
    const expected = {
      verified: true,
      reason: 'valid',
      signature: SIGNATURE,
      payload: expect.stringMatching(/^tree [^]*\n\nSigned$/),
      verified_at: expect.stringMatching(/Z$/),
    };
    expect(await verificationOf(sha)).toEqual(expected);
    expect((await stage.as('ada', `GET ${REPO}/commits/${sha}`)).body.commit.verification).toEqual(expected);
    const compared = (await stage.as('ada', `GET ${REPO}/compare/main...${sha}`)).body;
    expect(compared.commits[0].commit.verification).toEqual(expected);
    expect(compared.base_commit.commit.verification).toMatchObject({ verified: false, reason: 'unsigned' });
  });

  test('has another id when it is signed, for the signature is part of it', async () => {
    const who = { author: { name: 'A', email: 'ada@acme.example', date: '2026-01-01T00:00:00Z' } };
    expect(await commit({ signature: SIGNATURE, ...who })).not.toBe(await commit(who));
  });

  test.each([
    ['of somebody unknown', { author: { name: 'N', email: 'n@nowhere.example' }, signature: SIGNATURE }, 'no_user'],
    ['without a signature', {}, 'unsigned'],
    ['with an empty one', { signature: '' }, 'unsigned'],
  ])('%s is not verified', async (_what, fields, reason) => {
    expect(await verificationOf(await commit(fields))).toMatchObject({ verified: false, reason, verified_at: null });
  });

  test('of an App that says nothing of its author is signed by GitHub', async () => {
    await stage.control('PUT /app', { permissions: { metadata: 'read', contents: 'write' } });
    const token = (await stage.call(signJwt(), `POST /app/installations/${stage.installation}/access_tokens`)).body
      .token;
    const sha = await commit({}, (operation, body) => stage.call(token, operation, body));
    expect(await verificationOf(sha)).toMatchObject({ verified: true, reason: 'valid' });
  });

  test.each([
    ['merge', true],
    ['squash', true],
    ['rebase', false],
  ])('that GitHub makes by %s: signed %s', async (method, verified) => {
    const { number } = await stage.pull(`signed-${method}`);
    const merged = await stage.as('ada', `PUT ${REPO}/pulls/${number}/merge`, { merge_method: method });
    expect(await verificationOf(merged.body.sha)).toMatchObject({ verified });
  });

  test('that is written on a page of GitHub is signed by GitHub, unless it is somebody else who is its author', async () => {
    const own = { message: 'm', content: 'eA==' };
    const made = await stage.as('ada', `PUT ${REPO}/contents/own.txt`, own);
    expect(made.body.commit.verification).toMatchObject({ verified: true, reason: 'valid' });
    const author = { name: 'Ben', email: 'ben@acme.example' };
    const other = await stage.as('ada', `PUT ${REPO}/contents/other.txt`, { ...own, author });
    expect(other.body.commit.verification).toMatchObject({ verified: false, reason: 'unsigned' });
  });

  test('tells its signature in GraphQL as well', async () => {
    const signatureOf = async (sha: string) => {
      const fields = '__typename isValid state email wasSignedByGitHub signer { login }';
      const query = `{ repository(owner: "acme", name: "pump") { object(oid: "${sha}") { ... on Commit { signature { ${fields} } } } } }`;
      return (await stage.graphql('ada', query)).repository.object.signature;
    };
    expect(await signatureOf(await commit({ signature: SIGNATURE }))).toEqual({
      __typename: 'SshSignature',
      isValid: true,
      state: 'VALID',
      email: 'ada@acme.example',
      wasSignedByGitHub: false,
      signer: { login: 'ada' },
    });
    expect(await signatureOf(await commit({}))).toBeNull();
    const { body } = await stage.as('ada', `PUT ${REPO}/contents/graphql.txt`, { message: 'm', content: 'eA==' });
    expect(await signatureOf(body.commit.sha)).toMatchObject({ __typename: 'GpgSignature', wasSignedByGitHub: true });
  });
});

describe('an annotated tag that somebody pushes', () => {
  const push = (tag: string, fields: Record<string, unknown> = {}) =>
    stage.control('POST /tags', { user: 'ada', repository: 'acme/pump', tag, ...fields });
  const shown = async (sha: string) => (await stage.as('ada', `GET ${REPO}/git/tags/${sha}`)).body;

  test.each([
    ['verified', { verified: true, reason: 'valid' }, expect.any(String)],
    ['signed with a key that nobody knows', { verified: false, reason: 'unknown_key' }, expect.any(String)],
    ['unsigned', undefined, null],
  ])('is %s', async (what, verification, signature) => {
    const sha = await commit({ message: what });
    const tag = `v-${what.replaceAll(' ', '-')}`;
    const pushed = await push(tag, { sha, message: 'One', ...(verification === undefined ? {} : { verification }) });
    expect(pushed.status).toBe(200);
    expect(await shown(pushed.body.sha)).toMatchObject({
      tag,
      message: 'One',
      tagger: { email: 'ada@acme.example' },
      object: { type: 'commit', sha },
      verification: { ...(verification ?? { verified: false, reason: 'unsigned' }), signature },
    });
    const ref = (await stage.as('ada', `GET ${REPO}/git/ref/tags/${tag}`)).body;
    expect(ref.object).toMatchObject({ type: 'tag', sha: pushed.body.sha });
    expect((await stage.webhooks('create')).at(-1)?.payload).toMatchObject({ ref: tag, ref_type: 'tag' });
  });

  test('is refused without the role, over another tag, and where it contradicts itself', async () => {
    const sha = await commit({ message: 'tagged' });
    expect((await push('once', { sha })).status).toBe(200);
    expect((await push('once', { sha })).status).toBe(422);
    expect((await push('once', { sha, message: 'again', force: true })).status).toBe(200);
    expect((await push('nothing', { sha: '0'.repeat(40) })).status).toBe(422);
    expect((await push('odd', { sha, verification: { verified: true, reason: 'invalid' } })).status).toBe(422);
    expect((await push('eve', { sha, user: 'eve' })).status).toBe(403);
  });
});
