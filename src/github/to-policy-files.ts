import { type BaselineFile, type Fact, known, type PolicyFile, unknown } from '../decision/facts.ts';
import { authorityPath } from '../policy/authority.ts';
import { baselinePath, policyPath } from '../policy/policy-files.ts';
import type { BaselineAnswer, FileAnswer, FileCommitAnswer, HomeAnswer } from './home-answers.ts';
import type { MissingFiles } from './place-errors.ts';

/** Known null only when GitHub showed the tip of the default branch and no such file stands there. */
export const toPolicyFile = ({ defaultBranchRef }: HomeAnswer, problem: string | null): Fact<PolicyFile | null> =>
  toFile(policyPath, defaultBranchRef?.target, defaultBranchRef?.target?.file, problem);

/** Like `toPolicyFile`. */
export const toAuthorityFile = ({ defaultBranchRef }: HomeAnswer, problem: string | null): Fact<PolicyFile | null> =>
  toFile(authorityPath, defaultBranchRef?.target, defaultBranchRef?.target?.authority, problem);

/**
 * The organisation's baseline. An organisation that never had one and whose repository `.github` cannot be seen has none;
 * where one was seen, a repository out of sight may still hold it.
 *
 * @param wasSeen whether a baseline of this owner was read at any time.
 */
export const toBaselineFile = (
  owner: string,
  answer: BaselineAnswer,
  missing: MissingFiles['baseline'],
  wasSeen: boolean,
): Fact<BaselineFile | null> => {
  if (missing !== null && missing !== 'hidden') {
    return unknown(
      `${owner}/.github/${baselinePath} could not be read: ${missing.reason}; let the App read the repository ${owner}/.github`,
    );
  }
  if (answer?.defaultBranchRef?.target?.oid === undefined) {
    return wasSeen ? unknown(toLoss(owner)) : known(null);
  }
  const { target } = answer.defaultBranchRef;
  const file = toFile(baselinePath, target, target.file, null);
  if (!file.known) return file;
  const repository = { owner: answer.owner.login, name: answer.name, url: answer.url };
  return known(file.value === null ? null : { ...file.value, repository });
};

const toLoss = (owner: string): string =>
  `${owner}/.github held ${baselinePath} and can no longer be seen; let the App see the repository, or create it anew: a default branch without that file says that there is no baseline any more`;

/** One file of a commit, whatever branch it is on. */
export const toFileAt = (path: string, commit: FileCommitAnswer): Fact<PolicyFile | null> =>
  toFile(path, commit, commit.file, null);

const toFile = (
  path: string,
  commit: Pick<FileCommitAnswer, 'oid'> | null | undefined,
  file: FileAnswer,
  problem: string | null,
): Fact<PolicyFile | null> => {
  if (problem !== null) return unknown(`${path} could not be read: ${problem}`);
  if (commit?.oid === undefined) return unknown('the repository has no default branch');
  if (file === undefined) return unknown(`${path} could not be read`);
  if (file === null) return known(null);
  const { type, object } = file;
  if (type !== 'blob' || object === null) return unknown(`${path} is not a file`);
  if (object.isBinary === true) return unknown(`${path} is not text`);
  if (object.isTruncated !== false) return unknown(`${path} is too long to be read whole`);
  if (object.text === null || object.text === undefined) return unknown(`${path} is not text`);
  return known({ path, commit: commit.oid, text: object.text });
};
