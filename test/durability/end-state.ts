import { createPublicKey } from 'node:crypto';
import type { Pool } from 'pg';
import { verifyChain } from '../../src/evidence/chain.ts';
import { verifyEnvelope } from '../../src/evidence/envelope.ts';
import type { CheckRun } from '../../stage/check-run.ts';
import type { Stage } from '../../stage/stage.ts';

const owner = 'acme';

/** What differs between two tellings of the same story and says nothing. */
const neutral = (repo: string, text: string | null): string =>
  (text ?? '')
    .replaceAll(repo, 'REPO')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'GITHUB')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?( UTC|Z)?/g, 'TIME')
    .replaceAll(/\b[0-9a-f]{7,64}\b/g, 'DIGEST')
    .replaceAll(/entry \d+/g, 'entry N')
    .replaceAll(/issuecomment-\d+/g, 'COMMENT')
    .replaceAll(/(merge|owed|push|tag):\d+/g, '$1:ID')
    .replaceAll(/^(deployment:\S+@)\d+/g, '$1RUN');

type Shown = Pick<CheckRun, 'conclusion' | 'output'> & { readonly name: string; readonly status: string };

const toShown = (repo: string, { name, status, conclusion, output }: Shown) => ({
  name,
  status,
  conclusion,
  title: neutral(repo, output.title),
  summary: neutral(repo, output.summary),
  text: neutral(repo, output.text),
});

/** All that was said and done in a repository, as GitHub shows it and our own notes have it, without what says nothing. */
export const readEndState = async (stage: Stage, db: Pool, repo: string): Promise<unknown> => {
  const { rest, paginate } = stage.as('dana');
  const home = { owner, repo };
  const issues = await paginate(rest.issues.listForRepo, { ...home, state: 'all', per_page: 100 });
  const talk = await Promise.all(
    issues.map(async (issue) => ({
      title: neutral(repo, issue.title),
      state: issue.state,
      body: issue.user?.type === 'Bot' ? neutral(repo, issue.body ?? '') : '',
      labels: issue.labels
        .map((label) => (typeof label === 'string' ? label : (label.name ?? '')))
        .toSorted((a, b) => a.localeCompare(b)),
      answers: (await paginate(rest.issues.listComments, { ...home, issue_number: issue.number }))
        .filter(({ user }) => user?.type === 'Bot')
        .map(({ body }) => neutral(repo, body ?? '')),
    })),
  );
  const pulls = await paginate(rest.pulls.list, { ...home, state: 'all', per_page: 100 });
  const checks = await Promise.all(
    pulls.map(async ({ title, head, merged_at }) => {
      const { data } = await rest.checks.listForRef({ ...home, ref: head.sha, filter: 'all' });
      return {
        title: neutral(repo, title),
        merged: merged_at !== null,
        runs: data.check_runs.map((run) => toShown(repo, run)),
      };
    }),
  );
  const { data: tags } = await rest.repos.listTags(home);
  const { data: repository } = await rest.repos.get(home);
  const releases = await Promise.all(
    tags.map(async ({ name, commit }) => {
      const { data } = await rest.checks.listForRef({ ...home, ref: commit.sha, check_name: 'holdpoint/release' });
      return { title: name, runs: data.check_runs.map((run) => toShown(repo, run)) };
    }),
  );
  const byTitle = <T extends { title: string }>(all: T[]) => all.sort((a, b) => a.title.localeCompare(b.title));
  return {
    talk: byTitle(talk),
    checks: byTitle(checks),
    releases: byTitle(releases),
    ...(await readNotes(db, repo, repository.id)),
  };
};

const readNotes = async (db: Pool, repo: string, id: number) => {
  const { rows: matters } = await db.query<{ key: string; kind: string; what: string; closed: boolean }>(
    `SELECT key, kind, what, closed_at IS NOT NULL AS closed FROM matters WHERE name = $1 ORDER BY key`,
    [repo],
  );
  const { rows: pulls } = await db.query(
    'SELECT number, state, outcome FROM pull_requests WHERE name = $1 ORDER BY number',
    [repo],
  );
  const { rows: tags } = await db.query(
    `SELECT tag, sighting, outcome, gone_at IS NOT NULL AS gone FROM released_tags
     WHERE repository_id = $1 ORDER BY tag, sighting`,
    [id],
  );
  // A run that was rejected is run again; how often is the weather's.
  const { rows: deployments } = await db.query(
    `SELECT DISTINCT environment, tag, verdict, approved, judged_at IS NOT NULL AS judged, matter_key IS NOT NULL AS drift
     FROM deployments WHERE repository_id = $1 ORDER BY environment, tag`,
    [id],
  );
  const { rows: last } = await db.query<{ subject: string; payload: string }>(
    `SELECT DISTINCT ON (subject_key) subject_key AS subject, envelope ->> 'payload' AS payload
     FROM ledger_entries WHERE repository = $1 ORDER BY subject_key, seq DESC`,
    [`${owner}/${repo}`],
  );
  return {
    matters: matters.map((matter) => ({ ...matter, key: neutral(repo, matter.key), what: neutral(repo, matter.what) })),
    pulls,
    tags,
    deployments,
    stated: [...new Set(last.map(({ subject, payload }) => `${neutral(repo, subject)} ${toWord(payload)}`))].sort(),
  };
};

/** What a statement says, in a word. */
const toWord = (payload: string): string => {
  const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));
  return predicate.verdict?.outcome ?? predicate.decision?.outcome ?? predicate.event ?? '';
};

/** Everything that is wrong with the ledger: chains, signatures, a statement that was made twice. */
export const findLedgerProblems = async (db: Pool): Promise<readonly string[]> => {
  const { rows: keys } = await db.query<{ pem: string }>('SELECT public_key AS pem FROM ledger_keys');
  const publicKeys = keys.map(({ pem }) => createPublicKey(pem));
  const { rows } = await db.query(
    `SELECT repository, seq::int, previous, envelope_digest AS "envelopeDigest", digest, envelope, subject_key AS subject,
       input_digest AS input FROM ledger_entries ORDER BY repository, seq`,
  );
  const problems: string[] = [];
  for (const [repository, chain] of Map.groupBy(rows, (row) => row.repository as string)) {
    const verified = verifyChain(chain);
    if (!verified.valid) problems.push(`${repository}: ${JSON.stringify(verified)}`);
    for (const [subject, entries] of Map.groupBy(chain, (row) => row.subject as string)) {
      entries.forEach((entry, index) => {
        if (index > 0 && entries[index - 1].input === entry.input)
          problems.push(`${subject}: ${entry.seq} says nothing new`);
        const { valid } = verifyEnvelope(entry.envelope, publicKeys);
        if (!valid) problems.push(`${subject}: the signature of ${entry.seq} is not ours`);
      });
    }
  }
  return problems;
};
