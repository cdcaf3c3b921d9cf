import { releaseFields } from './definitions/release-record.ts';
import { findLookalikes, findSections, type IssueForm, parseIssueForm } from './issue-form.ts';
import { collapse, hasHidden } from './plain-text.ts';

/** What a release record names; null: it does not, not plainly, or not as it must be written. */
export type ReleaseAnswers = {
  readonly version: string | null;
  /** Of 40 characters, small letters. */
  readonly commit: string | null;
  /** Without `refs/tags/`. */
  readonly tag: string | null;
  /** The tag of the release on which it is built; `first`: it says that there is none. */
  readonly previous: { readonly tag: string } | 'first' | null;
};

/** What git takes for the name of a tag, as far as one can do harm; no blanks, so that an answer is one word. */
const tagName = /^(?![-/.])(?!.*(?:\/\/|\/\.|\.\.|@\{))[^\s\p{C}~^:?*[\\]{1,250}(?<![/.])$/u;

/** Reads what a release record names. An answer that stands in several sections, or in a disguised one, is none. */
export const parseReleaseAnswers = (body: string): ReleaseAnswers => toReleaseAnswers(parseIssueForm(body));

/** The same, of a body that was read. */
export const toReleaseAnswers = (form: IssueForm): ReleaseAnswers => {
  const commit = toAnswer(form, releaseFields.commit)?.toLowerCase() ?? null;
  const previous = toAnswer(form, releaseFields.previous);
  return {
    version: toVersion(form),
    commit: commit !== null && /^[0-9a-f]{40}$/.test(commit) ? commit : null,
    tag: toTag(toAnswer(form, releaseFields.tag)),
    previous: previous !== null && /^none\.?$/i.test(previous) ? 'first' : toPrevious(toTag(previous)),
  };
};

/** One word of characters that can be seen, and not that there is none. */
const toVersion = (form: IssueForm): string | null => {
  const version = toAnswer(form, releaseFields.version) ?? '';
  const isNone = findSections(form, releaseFields.version).some(({ notApplicable }) => notApplicable !== 'no');
  return isNone || hasHidden(version) || !/^\S+$/.test(version) ? null : version;
};

const toTag = (answer: string | null): string | null => (answer !== null && tagName.test(answer) ? answer : null);

const toPrevious = (tag: string | null): ReleaseAnswers['previous'] => (tag === null ? null : { tag });

const toAnswer = (form: IssueForm, heading: string): string | null => {
  const [section, ...others] = findSections(form, heading);
  if (section === undefined || others.length > 0 || section.suspicious || section.blank) return null;
  return findLookalikes(form, heading).length > 0 ? null : collapse(section.text);
};

/** A file that is delivered, as a record or a release lists it. */
export type ListedFile = {
  readonly name: string;
  /** `sha256:…`, small letters. */
  readonly digest: string;
};

/** What a record lists, and the lines that list nothing. */
export type FileList = { readonly files: readonly ListedFile[]; readonly unread: readonly string[] };

const digestFirst = /^(?:sha256:)?([0-9a-f]{64})[ \t]+\*?(\S.*)$/i;
const nameFirst = /^(\S.*?)[ \t]+(?:sha256:)?([0-9a-f]{64})$/i;

/** Reads files and their SHA-256, a line each, as `sha256sum` writes it or the other way round. */
export const parseFileList = (text: string): FileList => {
  const files: ListedFile[] = [];
  const unread: string[] = [];
  for (const line of text.split('\n').map(collapse)) {
    const [, digest = '', name = ''] = digestFirst.exec(line) ?? [];
    const [, otherName = '', otherDigest = ''] = digest === '' ? (nameFirst.exec(line) ?? []) : [];
    if (digest !== '') files.push({ name, digest: `sha256:${digest.toLowerCase()}` });
    else if (otherDigest !== '') files.push({ name: otherName, digest: `sha256:${otherDigest.toLowerCase()}` });
    else if (line !== '') unread.push(line);
  }
  return { files, unread };
};
