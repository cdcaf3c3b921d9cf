import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type Change, commitFile, openReleasedChange } from './change.ts';
import { type CheckRun, type Expected, untilCheckRun } from './check-run.ts';
import { fillForm } from './fill-form.ts';
import { answer, comment, type IssuePlace, openRecord } from './record.ts';
import { appId, type Stage } from './stage.ts';
import { fiveLines, toRepository, toWorld } from './world.ts';

const root = resolve(import.meta.dirname, '..');
const form = join(root, '.github/ISSUE_TEMPLATE/release-record.yml');

type Home = { readonly owner: string; readonly repo: string };

/** Five lines and a release manager; nothing is delivered as files. */
const releasePolicy = `${fiveLines}  release: { teams: [release] }
release:
  tags: ["v*"]
  artifacts: { skip: what is delivered is kept elsewhere }
`;

/** How tags are enforced: by the check on the commit, by who may create them, or not at all. */
export type TagMode = 'check' | 'creation' | 'none';

const tagRuleset = (mode: Exclude<TagMode, 'none'>) => ({
  name: 'Releases',
  target: 'tag',
  enforcement: 'active',
  conditions: { ref_name: { include: ['refs/tags/v*'], exclude: [] } },
  bypass_actors: mode === 'creation' ? [{ actor_type: 'Integration', actor_id: appId, bypass_mode: 'always' }] : [],
  rules: [
    mode === 'creation'
      ? { type: 'creation' }
      : {
          type: 'required_status_checks',
          parameters: {
            strict_required_status_checks_policy: false,
            required_status_checks: [{ context: 'holdpoint/release', integration_id: appId }],
          },
        },
    { type: 'deletion' },
    { type: 'update' },
  ],
});

/** The same with files: they are those of the record, a software bill of materials among them. */
export const filesPolicy = `${fiveLines}  release: { teams: [release] }
release:
  tags: ["v*"]
  artifacts: { sbom: required }
  retract: true
`;

/** A repository of `acme` whose tags are releases. */
export const toReleasing = (name: string, mode: TagMode = 'check', policy: string = releasePolicy) => {
  const repository = toRepository(name, policy, { labels: ['release-record', 'problem-report'] });
  return {
    ...repository,
    collaborators: [...repository.collaborators, { login: 'rita', permission: 'write' }],
    rulesets: [...repository.rulesets, ...(mode === 'none' ? [] : [tagRuleset(mode)])],
  };
};

/** The organisation of the other stories, with rita, who makes its releases. */
export const toReleaseWorld = (repositories: readonly ReturnType<typeof toReleasing>[]) => {
  const world = toWorld([]);
  return {
    ...world,
    users: [...world.users, { login: 'rita', name: 'Rita Release', email: 'rita@acme.example' }],
    organizations: world.organizations.map((organization) => ({
      ...organization,
      members: [...organization.members, 'rita'],
      teams: [...organization.teams, { name: 'release', members: ['rita'] }],
    })),
    repositories,
  };
};

export type ReleaseRecord = {
  readonly tag: string;
  readonly commit: string;
  /** A tag, or `none`. */
  readonly previous: string;
  /** Other answers, by heading. */
  readonly answers?: Readonly<Record<string, string>>;
};

/** The body of the shipped release-record form, filled in by GitHub's rules, with its checklist ticked. */
export const toReleaseBody = ({ tag, commit, previous, answers = {} }: ReleaseRecord): string => {
  const named = { Tag: tag, Version: tag.replace(/^v/, ''), Commit: commit, 'Previous release': previous, ...answers };
  return Object.entries(named).reduce(
    (body, [heading, text]) => answer(body, heading, text),
    fillForm(form, 'all', ['Release checklist'], tag),
  );
};

/** Rita writes a release record; where it stands. */
export const openReleaseRecord = (stage: Stage, home: Home, record: ReleaseRecord): Promise<IssuePlace> =>
  openRecord(stage, home, {
    title: `Release: ${record.tag}`,
    body: toReleaseBody(record),
    labels: ['release-record'],
    login: 'rita',
  });

/** The two signatures of the preset. */
export const signRelease = async (stage: Stage, at: IssuePlace): Promise<void> => {
  await comment(stage, 'rita', at, '/sign release responsibility');
  await comment(stage, 'quinn', at, '/sign release approval');
};

/** Merges a released change, which closes its request; the commit that it makes on `main`. */
const mergeChange = async (
  stage: Stage,
  { owner, repo, pull, sha }: Change,
  method: 'merge' | 'squash' | 'rebase' = 'merge',
): Promise<string> => {
  await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'success' });
  const { data } = await stage.as('dana').rest.pulls.merge({ owner, repo, pull_number: pull, merge_method: method });
  return data.sha;
};

type Bringing = {
  readonly method?: 'merge' | 'squash' | 'rebase';
  readonly base?: string;
  /** Files that are committed one by one after the first. */
  readonly more?: readonly string[];
};

/** A change that is signed, released and merged; the commit that it makes on `main`, or on another branch. */
export const bringChange = async (
  stage: Stage,
  home: Home,
  branch: string,
  { method, base, more = [] }: Bringing = {},
): Promise<string> => {
  const change = await openReleasedChange(stage, home.owner, home.repo, branch, base);
  let { sha } = change;
  for (const path of more) sha = await commitFile(stage, home, { branch, path });
  const merged = await mergeChange(stage, { ...change, sha }, method);
  // Nor does it close what it implements.
  if (base !== undefined)
    await stage.as('dana').rest.issues.update({ ...home, issue_number: change.issue, state: 'closed' });
  return merged;
};

/** Pushes a tag as a person would; null, or why GitHub refused it. */
export const pushTag = async (
  stage: Stage,
  home: Home,
  { tag, sha, login = 'rita' }: { readonly tag: string; readonly sha: string; readonly login?: string },
): Promise<string | null> => {
  try {
    await stage.as(login).rest.git.createRef({ ...home, ref: `refs/tags/${tag}`, sha });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Waits until the check of releases on a commit says what is expected. */
export const untilReleaseCheck = (
  stage: Stage,
  home: Home,
  sha: string,
  expected: Expected,
  options?: { timeoutMs?: number },
): Promise<CheckRun> => untilCheckRun(stage, { ...home, sha, check: 'holdpoint/release' }, expected, options);

/** A draft of a release with files in it, as rita would make it. */
export const openDraft = async (
  stage: Stage,
  home: Home,
  { tag, sha, files }: { readonly tag: string; readonly sha: string; readonly files: Readonly<Record<string, string>> },
): Promise<number> => {
  const { rest } = stage.as('rita');
  const { data } = await rest.repos.createRelease({ ...home, tag_name: tag, target_commitish: sha, draft: true });
  for (const [name, text] of Object.entries(files)) {
    await stage.as('rita').request({ method: 'POST', url: data.upload_url, name, data: text });
  }
  return data.id;
};

/** The App's permissions of `app.yml`, with some that only an optional tier has. */
export const readTier = async (more: Readonly<Record<string, string>>): Promise<Record<string, string>> => {
  const app = parse(await readFile(join(root, 'app.yml'), 'utf8')) as { default_permissions: Record<string, string> };
  return { ...app.default_permissions, ...more };
};
