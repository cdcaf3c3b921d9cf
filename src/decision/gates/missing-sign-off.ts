import type { Account, PullRequestFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { byLogin, toActor, toPeople, toTime } from '../sentence.ts';
import type { Signing } from '../sign-offs.ts';
import { type Lack, toPolicyUrl } from './gate.ts';

/** A sign-off that lacks: who may still give it, and how; or, when it would come too late now, what else can be done. */
export const toMissingSignOff = (
  status: Lack['status'],
  what: Sentence,
  how: Sentence,
  signing: Signing,
  facts: PullRequestFacts,
  signed: ReadonlySet<number> = new Set(),
): Lack => {
  const { issue, implementation, config } = signing;
  if (implementation !== null) {
    return {
      status,
      missing: {
        what,
        who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
        how: [
          'A signature given now comes too late, for implementation has begun: ',
          ...implementation.sign,
          ' at ',
          toTime(implementation.at),
          '. Link a change request that was signed before then; or close this pull request, have the change request signed by ',
          ...toCandidates(signing, signed).who,
          ', and only then begin the work anew.',
        ],
        link: facts.pullRequest.url,
      },
    };
  }
  const { who, any } = toCandidates(signing, signed);
  if (any) return { status, missing: { what, who, how, link: issue.url } };
  return {
    status,
    missing: {
      what,
      who,
      how: [
        'Add somebody to the role ',
        { code: config.signOff.role },
        ' who had no part in this pull request; then: ',
        ...how,
      ],
      link: toPolicyUrl(facts),
    },
  };
};

/** Who may sign: the role's holders without those who are not independent or have signed already. */
export const toCandidates = (
  { role, config, contributors, issue }: Signing,
  signed: ReadonlySet<number>,
): { readonly who: Sentence; readonly any: boolean } => {
  const name = { code: config.signOff.role };
  if (!role.known) return { who: ['Somebody who holds the role ', name], any: true };
  const mayNot = (holder: Account): boolean =>
    holder.kind !== 'person' ||
    contributors.excluded.has(holder.id) ||
    signed.has(holder.id) ||
    (!config.recordAuthorMaySign && issue.author.known && issue.author.value.id === holder.id);
  const holders = role.value.filter((holder) => !mayNot(holder)).sort(byLogin);
  if (holders.length > 0) return { who: [...toPeople(holders, 'or'), ' (role ', name, ')'], any: true };
  return { who: ['Nobody now: no independent person is left who holds the role ', name], any: false };
};
