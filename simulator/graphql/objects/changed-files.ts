import type { FileChange } from '../../file-changes.ts';
import { listPullFiles } from '../../pull-state.ts';
import type { PullRequest } from '../../state.ts';
import { type Fields, field } from '../field.ts';

/** `nodeId` only serves cursors: GitHub gives these no id. */
type ChangedFile = { nodeId: string; file: FileChange };

/** GitHub lists no more files of a pull request than these, and counts them all. */
const MAX_FILES = 3000;

export const changedFilesOf = (pull: PullRequest): ChangedFile[] =>
  listPullFiles(pull)
    .slice(0, MAX_FILES)
    .map((file) => ({ nodeId: `PRCF_${pull.id}:${file.path}`, file }));

const CHANGE_TYPES = { added: 'ADDED', removed: 'DELETED', modified: 'MODIFIED', renamed: 'RENAMED' } as const;

/** Where a renamed file was is told by REST alone. */
export const changedFileFields: Fields<ChangedFile> = {
  path: field(({ file }) => file.path),
  changeType: field(({ file }) => CHANGE_TYPES[file.status]),
  additions: field(({ file }) => file.additions),
  deletions: field(({ file }) => file.deletions),
  viewerViewedState: field(() => 'UNVIEWED'),
};
