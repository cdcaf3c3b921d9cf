import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encode, Stage, signJwt } from './stage.ts';

const REPO = '/repos/acme/pump';
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const PROVENANCE = 'https://slsa.dev/provenance/v1';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

function bundleOf(subjects: string[], predicateType = PROVENANCE) {
  const subject = subjects.map((digest) => ({ name: 'pump.bin', digest: { sha256: digest.replace('sha256:', '') } }));
  const payload = encode(JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', subject, predicateType }));
  const dsseEnvelope = { payload, payloadType: 'application/vnd.in-toto+json', signatures: [{ sig: 'c2ln' }] };
  return { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', verificationMaterial: {}, dsseEnvelope };
}
const post = (bundle: unknown, login = 'ada') => stage.as(login, `POST ${REPO}/attestations`, { bundle });
const get = (digest: string, query = '') => stage.as('eve', `GET ${REPO}/attestations/${digest}${query}`);

async function appToken(permissions: Record<string, string>): Promise<string> {
  await stage.control('PUT /app', { permissions: { metadata: 'read', ...permissions } });
  const answer = await stage.call(signJwt(), `POST /app/installations/${stage.installation}/access_tokens`);
  return answer.body.token;
}

describe('an attestation', () => {
  test('is found by every digest that its statement is about, as it was posted', async () => {
    const other = `sha256:${'cd'.repeat(32)}`;
    const bundle = bundleOf([DIGEST, other]);
    const posted = await post(bundle);
    expect(posted).toMatchObject({ status: 201, body: { id: expect.any(Number) } });
    for (const digest of [DIGEST, other, encodeURIComponent(DIGEST)]) {
      const { status, body } = await get(digest);
      expect(status).toBe(200);
      expect(body.attestations).toEqual([{ bundle, repository_id: expect.any(Number), initiator: 'user' }]);
    }
    expect((await get(`sha256:${'00'.repeat(32)}`)).status).toBe(404);
    expect((await stage.as('owner', `GET /repos/acme/records/attestations/${DIGEST}`)).status).toBe(404);
  });

  test('is filtered by the type of its predicate', async () => {
    const digest = `sha256:${'ef'.repeat(32)}`;
    await post(bundleOf([digest]));
    await post(bundleOf([digest], 'https://holdpoint.example/release/v1'));
    const count = async (query: string) => (await get(digest, query)).body.attestations?.length ?? 0;
    expect(await count('')).toBe(2);
    expect(await count('?predicate_type=provenance')).toBe(1);
    expect(await count(`?predicate_type=${encodeURIComponent('https://holdpoint.example/release/v1')}`)).toBe(1);
    expect(await count('?predicate_type=sbom')).toBe(0);
  });

  test('comes in pages by cursor, the newest first', async () => {
    const digest = `sha256:${'77'.repeat(32)}`;
    for (const type of ['a', 'b', 'c']) await post(bundleOf([digest], type));
    const typesOf = (body: { attestations: { bundle: ReturnType<typeof bundleOf> }[] }) =>
      body.attestations.map(({ bundle }) => JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString()));
    const first = await get(digest, '?per_page=2');
    expect(typesOf(first.body)).toMatchObject([{ predicateType: 'c' }, { predicateType: 'b' }]);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await stage.as('eve', `GET ${next.slice(next.indexOf('/repos'))}`);
    expect(typesOf(second.body)).toMatchObject([{ predicateType: 'a' }]);
    expect(second.headers.get('link')).toContain('rel="prev"');
    expect(second.headers.get('link')).not.toContain('rel="next"');
  });

  test.each([
    ['nothing inside', { mediaType: 'x' }],
    ['something else than JSON', { dsseEnvelope: { payload: encode('no') } }],
    ['no subject', bundleOf([])],
  ])('with %s is refused', async (_what, bundle) => {
    expect((await post(bundle)).status).toBe(422);
  });

  test('is written by who may write, and by an App with the permission for it', async () => {
    const bundle = bundleOf([DIGEST]);
    expect((await post(bundle, 'eve')).status).toBe(403);
    const reader = await appToken({ attestations: 'read' });
    expect((await stage.call(reader, `GET ${REPO}/attestations/${DIGEST}`)).status).toBe(200);
    expect((await stage.call(reader, `POST ${REPO}/attestations`, { bundle })).status).toBe(403);
    const writer = await appToken({ attestations: 'write' });
    expect((await stage.call(writer, `POST ${REPO}/attestations`, { bundle })).status).toBe(201);
    const stranger = await appToken({ contents: 'read' });
    expect((await stage.call(stranger, `GET ${REPO}/attestations/${DIGEST}`)).status).toBe(403);
  });
});
