import { type Commit, type Fact, known, unknown } from '../decision/facts.ts';
import type { CommitAnswer } from './answers.ts';
import { type List, toWhole } from './connection.ts';
import { toContributor } from './to-account.ts';

const toCommit = ({ commit }: CommitAnswer): Commit | null => {
  const authors = commit.authors.nodes?.filter((author) => author !== null) ?? [];
  if (authors.length !== commit.authors.totalCount || commit.checkSuites?.nodes === null) return null;
  const parents = commit.parents.nodes?.flatMap((parent) => parent?.oid ?? []) ?? [];
  if (parents.length !== commit.parents.totalCount) return null;
  const seen = commit.checkSuites?.nodes.flatMap((suite) => suite?.createdAt ?? []) ?? [];
  return {
    sha: commit.oid,
    authors: authors.map(toContributor),
    committer: toContributor(commit.committer),
    seenAt: seen.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null,
    parents,
  };
};

/** Every commit up to the head, or unknown: a commit that is left out could hide who wrote it. */
export const toCommits = (list: List<CommitAnswer>, headSha: string): Fact<readonly Commit[]> => {
  const whole = toWhole('commits', list);
  if (!whole.known) return whole;
  const commits = whole.value.map(toCommit);
  const unreadable = commits.indexOf(null);
  if (unreadable >= 0) {
    return unknown(
      `GitHub does not name every author and parent of commit ${whole.value[unreadable]?.commit.oid.slice(0, 7)}`,
    );
  }
  const read = commits.filter((commit) => commit !== null);
  return read.some((commit) => commit.sha === headSha)
    ? known(read)
    : unknown('the list of commits does not reach the head');
};
