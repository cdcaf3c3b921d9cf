import { type Fact, known, type Origin, unknown } from '../decision/facts.ts';
import { findSections, parseIssueForm } from '../records/issue-form.ts';
import type { IssueRef } from '../records/reference.ts';
import { parseReferences } from '../records/references.ts';
import { pieceAnswers } from './answers.ts';
import type { Errand } from './errands.ts';
import { type Found, isPullRequest, toFound, toKey } from './gather-issue.ts';
import { type FoundLink, type LinkGathering, mostBodyText, toLength } from './gather-links.ts';
import { type OpenOrigin, toIssueRef, toOpenOrigin, toOriginFacts } from './to-issue.ts';

const mostOrigins = 50;

/** The issues that the linked issues name as where they come from; grows with them. */
export type OriginGathering = {
  readonly links: LinkGathering;
  /** Headings under which they are named. */
  readonly sections: readonly string[];
  /** By lower-case name; those that are not linked themselves. */
  readonly found: Map<string, Found<OpenOrigin>>;
  /** What each text names, so that a text is parsed once. */
  readonly named: Map<string, Named>;
};

/** The references of one text; `unreadable`: why there may be more. */
type Named = { readonly unreadable: string | null; readonly refs: readonly IssueRef[] };

export const toOriginGathering = (links: LinkGathering, sections: readonly string[]): OriginGathering => ({
  links,
  sections,
  found: new Map(),
  named: new Map(),
});

/** Asks for the issues that are named by what was read so far. */
export const toOriginErrands = (gathering: OriginGathering): readonly Errand[] => {
  const { links, found } = gathering;
  if (isTooLong(gathering)) return [];
  const named = toReadable(links).flatMap((link) => toNamed(gathering, link).refs);
  const wanted = new Map(named.map((ref) => [toKey(ref), ref]));
  return [...wanted]
    .filter(([key]) => !found.has(key) && !links.found.has(key))
    .slice(0, Math.max(0, mostOrigins - found.size))
    .map(([key, asked]) => ({
      piece: { kind: 'origin', ...asked },
      take: (answer, [error]) => {
        const { issue, problem } = toFound(links.what, asked, pieceAnswers.origin, answer, error);
        found.set(key, { issue: issue === null ? null : toOpenOrigin(issue), problem });
      },
    }));
};

type ReadLink = FoundLink & { readonly issue: NonNullable<FoundLink['issue']> };

const toReadable = ({ found }: LinkGathering): readonly ReadLink[] =>
  [...found.values()].filter((link): link is ReadLink => link.issue !== null && link.problem === null);

const toNamed = ({ links, sections, named }: OriginGathering, { issue, asked }: ReadLink): Named => {
  const { body } = issue.answer;
  const key = `${toKey(asked)}\n${body}`;
  const earlier = named.get(key);
  if (earlier !== undefined) return earlier;
  const form = parseIssueForm(body);
  const home = { ...toIssueRef(issue.answer), host: links.host };
  const texts = sections.flatMap((heading) => findSections(form, heading).map(({ markdown }) => markdown));
  const refs = new Map(texts.flatMap((text) => parseReferences(text, home)).map((ref) => [toKey(ref), ref]));
  refs.delete(toKey(home));
  const result = { unreadable: form.unreadable, refs: [...refs.values()] };
  named.set(key, result);
  return result;
};

/** Every issue that a linked issue names as its origin, once nothing is open; unknown when there may be more. */
export const toOrigins = (gathering: OriginGathering): Fact<readonly Origin[]> => {
  const { links, found } = gathering;
  if (isTooLong(gathering)) {
    return unknown(
      `the linked issues and their origins hold more than ${mostBodyText} characters together; name fewer`,
    );
  }
  const origins: Origin[] = [];
  for (const link of toReadable(links)) {
    const { unreadable, refs } = toNamed(gathering, link);
    const changeRequest = toIssueRef(link.issue.answer);
    const shown = `${changeRequest.owner}/${changeRequest.name}#${changeRequest.number}`;
    if (unreadable !== null) return unknown(`the text of ${shown} could not be read: ${unreadable}`);
    for (const ref of refs) {
      const origin = links.found.get(toKey(ref)) ?? found.get(toKey(ref));
      if (origin === undefined) return unknown(`more than ${mostOrigins} issues are named as origins`);
      if (origin.problem === isPullRequest) continue;
      const problem = origin.problem ?? 'it could not be read';
      const issue = origin.issue === null || origin.problem !== null ? unknown(problem) : toOriginFacts(origin.issue);
      origins.push({ changeRequest, ref, issue });
    }
  }
  return known(origins);
};

/** Whether the texts are more than can be parsed in time. */
const isTooLong = ({ links, found }: OriginGathering): boolean => {
  const linked = toReadable(links).map(({ issue }) => issue.answer.body);
  const named = [...found.values()].flatMap(({ issue }) => (issue === null ? [] : [issue.answer.body]));
  return toLength(new Set([...linked, ...named])) > mostBodyText;
};
