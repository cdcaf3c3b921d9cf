import { releaseFields } from '../../../records/definitions/release-record.ts';
import { type ListedFile, parseFileList } from '../../../records/release-answers.ts';
import type { Lack } from '../../gates/gate.ts';
import { toAnswer, toRecordLack } from '../../gates/missing-answers.ts';
import { toCodes } from '../../sentence.ts';
import type { ReleasePage } from '../release-facts.ts';
import { toBillDigest } from './bill-of-materials.ts';
import { type ReleaseContext, type SignedReleaseRecord, toLack } from './gate.ts';

/** What lacks to the list of the files in the record, and to the files that it lists. */
export const lacksOfList = (
  context: ReleaseContext,
  record: SignedReleaseRecord,
  page: ReleasePage | null,
): readonly Lack[] => {
  const listed = toListed(context, record);
  const unread = listed === null ? [] : listed.unread;
  return [
    ...(unread.length === 0
      ? []
      : [
          toRecordLack(
            record.issue,
            [
              'Under ',
              { code: releaseFields.artifacts },
              ' these lines name no file with its SHA-256: ',
              ...toCodes(unread, 'and', 10),
              '.',
            ],
            [
              'Write a line for each file as ',
              { code: 'sha256sum' },
              ' does: 64 hexadecimal digits, two spaces, the name.',
            ],
          ),
        ]),
    ...lacksOfFiles(context, record, listed?.files ?? [], page),
  ];
};

/** What the record lists; null where it says that nothing is delivered as files. */
const toListed = (context: ReleaseContext, { issue }: SignedReleaseRecord) => {
  const answer = toAnswer(issue, context.reading, releaseFields.artifacts);
  return answer === null || answer.notApplicable !== 'no' ? null : parseFileList(answer.text);
};

/** The files and the list must be the same: name by name, digest by digest. */
const lacksOfFiles = (
  context: ReleaseContext,
  record: SignedReleaseRecord,
  listed: readonly ListedFile[],
  page: ReleasePage | null,
): readonly Lack[] => {
  const { issue } = record;
  const files = page?.files ?? [];
  const link = page?.url ?? `${context.facts.repository.url}/releases/new?tag=${encodeURIComponent(context.facts.tag)}`;
  const digestOf = new Map(files.map(({ name, digest }) => [name, digest]));
  const absent = listed.filter(({ name }) => !digestOf.has(name));
  const other = listed.filter(({ name, digest }) => digestOf.has(name) && digestOf.get(name) !== digest);
  const known = new Set(listed.map(({ name }) => name));
  // The one bill of materials that the record names by its digest is signed with it, and need not be listed as well.
  const bill = toBillDigest(record, context);
  const unlisted = files.filter(({ name, digest }) => !known.has(name) && (bill === null || digest !== bill));
  const toNames = (all: readonly { readonly name: string }[]) =>
    toCodes(
      all.map(({ name }) => name),
      'and',
      20,
    );
  return [
    ...(absent.length === 0
      ? []
      : [
          toLack(
            context,
            [
              'The record lists ',
              ...toNames(absent),
              ', and the release ',
              page === null ? 'has no draft' : 'has no such file',
              '.',
            ],
            [
              'Put what is delivered into a draft of the release; or take it out of the record, and have it signed again.',
            ],
            { link },
          ),
        ]),
    ...(other.length === 0
      ? []
      : [
          toLack(
            context,
            ['Not what was signed: ', ...toNames(other), ' of the release has another SHA-256 than in the record.'],
            ['Put the file that was signed into the draft; or correct the record, and have it signed again.'],
            { link },
          ),
        ]),
    ...(unlisted.length === 0
      ? []
      : [
          toRecordLack(
            issue,
            ['The release holds ', ...toNames(unlisted), ', which the record does not list.'],
            [
              'List each file with its SHA-256 under ',
              { code: releaseFields.artifacts },
              '; or take it out of the draft.',
            ],
          ),
        ]),
  ];
};
