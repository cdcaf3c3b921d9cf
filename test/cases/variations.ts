/** Steps by which a released change becomes something else, at random: who, when, what, and what the policy asks for. */

import * as fc from 'fast-check';
import { meanings } from '../../src/policy/policy.ts';
import { allCases } from './all-cases.ts';
import {
  body,
  dana,
  draftBody,
  type Given,
  head,
  nobody,
  notKnown,
  olaf,
  older,
  quade,
  quinn,
  sam,
  sol,
  toComment,
  toCommit,
  toContributor,
  toGiven,
  toLabelEvent,
  toLink,
  toPush,
} from './case.ts';
import { add, anyTime, issueAt, maybe, people, type Step, step, times } from './step.ts';
import { onControls } from './variations-of-controls.ts';

const signers = fc.constantFrom(sam, sol, quinn, quade);

const which = fc.nat({ max: 1 });
const label = fc.constantFrom('safety-assessed', 'safety-assessed', 'Safety-Assessed', 'change-approved');
const commands = fc.constantFrom(
  '/sign approval approval',
  '/sign approval approval',
  '/sign safety-impact review',
  '/sign safety-impact review Seen with the team',
  '/sign approval review',
  '/sign approval approval\nbut not yet',
  '/Sign approval approval',
  '/sign Approval approval',
  '/revoke approval',
  '/revoke safety-impact',
  '/revoke approval I found a hazard',
  '/revoke safety-impact\n\nI found a hazard.',
  '/Revoke approval',
  '/revoke approval\n/revoke safety-impact',
  '/revoke aproval',
  '/revoke',
  '/revoke is there if you need it',
  '> /revoke approval',
  'LGTM',
);
const bodies = fc.constantFrom(
  body,
  body,
  body.replace('[x] Risk', '[ ] Risk'),
  body.replace('[x] Described', '[ ] Described'),
  body.replaceAll('\n', '\r\n'),
  body.replace('two seconds', 'nine seconds'),
  `${body}\n- [x] Agreed with the team\n`,
  draftBody,
);

const onRecords: readonly fc.Arbitrary<Step>[] = [
  step(
    'label event',
    fc.tuple(
      which,
      fc.constantFrom('labeled', 'labeled', 'unlabeled'),
      label,
      maybe,
      anyTime,
      anyTime,
      fc.nat({ max: 9 }),
    ),
    (given, [pick, action, name, actor, at, since, luck]) => {
      const labelNamedSince =
        luck === 0 ? notKnown : { known: true as const, value: luck < 4 ? since : '2025-01-01T00:00:00Z' };
      add(issueAt(given, pick).labelEvents, {
        ...toLabelEvent(name, olaf, at, action as 'labeled'),
        actor,
        labelNamedSince,
      });
    },
  ),
  step('label set by a signer', fc.tuple(which, label, signers, times), (given, [pick, name, actor, at]) => {
    const issue = issueAt(given, pick);
    if (!issue.labels.includes(name)) issue.labels.push(name);
    add(issue.labelEvents, toLabelEvent(name, actor, at));
  }),
  step('label there or not', fc.tuple(which, label, fc.boolean()), (given, [pick, name, there]) => {
    const issue = issueAt(given, pick);
    issue.labels = issue.labels.filter((each) => each !== name);
    if (there) issue.labels.push(name);
  }),
  step(
    'comment',
    fc.tuple(which, commands, maybe, anyTime, fc.oneof(fc.constant(null), fc.constant(null), anyTime)),
    (given, [pick, text, author, at, editedAt]) =>
      add(issueAt(given, pick).comments, { ...toComment(text, olaf, at, editedAt), author }),
  ),
  step(
    'sign-off',
    fc.tuple(which, fc.constantFrom('approval approval', 'safety-impact review'), signers, times),
    (given, [pick, words, author, at]) => add(issueAt(given, pick).comments, toComment(`/sign ${words}`, author, at)),
  ),
  step('revision', fc.tuple(which, bodies, anyTime, fc.nat({ max: 9 })), (given, [pick, text, at, luck]) => {
    const issue = issueAt(given, pick);
    const editor = { known: true as const, value: olaf };
    add(issue.revisions, { at, editor, body: luck === 0 ? notKnown : { known: true, value: text }, source: 'history' });
    const newest = issue.revisions.known ? issue.revisions.value.at(-1)?.body : undefined;
    if (newest?.known && luck > 1) issue.body = newest.value;
  }),
  step('record', fc.tuple(which, maybe, fc.constantFrom('open', 'open', 'closed')), (given, [pick, author, state]) => {
    Object.assign(issueAt(given, pick), { author, state });
  }),
  step(
    'another record',
    fc.tuple(
      fc.constantFrom('pump', 'Pump', 'requests', 'other'),
      fc.constantFrom(7, 8),
      fc.constantFrom('', '', 'task'),
    ),
    (given, [name, number, mark]) => {
      const copy = structuredClone(issueAt(given, 0));
      copy.ref = { owner: name === 'Pump' ? 'ACME' : 'acme', name, number };
      if (mark !== '') copy.labels = [mark];
      add(given.facts.links, toLink(copy, 'trailer'));
    },
  ),
];

const onPullRequest: readonly fc.Arbitrary<Step>[] = [
  step('opened', fc.tuple(maybe, anyTime), ({ facts }, [author, createdAt]) => {
    Object.assign(facts.pullRequest, { author, createdAt });
  }),
  step('state', fc.constantFrom('open', 'closed', 'merged'), ({ facts }, state) => {
    facts.pullRequest.state = state as 'open';
  }),
  step('base', fc.constantFrom('main', 'release/2', 'release/2/x', 'Main'), ({ facts }, base) => {
    facts.pullRequest.baseBranch = base;
  }),
  step('push', fc.tuple(fc.constantFrom(head, older, 'd'.repeat(40)), maybe, anyTime), ({ facts }, [sha, pusher, at]) =>
    add(facts.pushes, { ...toPush(sha, dana, at), pusher }),
  ),
  step(
    'commit',
    fc.tuple(
      people,
      fc.constantFrom(null, 'x@nowhere.example', ' Build@Example.com', 'noreply@github.com', ''),
      which,
      anyTime,
    ),
    ({ facts }, [author, address, place, seen]) => {
      const commit = toCommit('e'.repeat(40), author, dana, seen);
      const other = address === null ? toContributor(olaf) : nobody(address);
      const changed =
        place === 0 ? { ...commit, committer: other } : { ...commit, authors: [...commit.authors, other] };
      add(facts.commits, structuredClone(changed));
    },
  ),
  step(
    'role',
    fc.tuple(fc.constantFrom('safety', 'quality'), fc.array(people, { maxLength: 4 })),
    ({ facts }, [role, value]) => {
      facts.roles[role] = { known: true, value: [...value] };
    },
  ),
];

const onPolicy: readonly fc.Arbitrary<Step>[] = [
  step(
    'sign-off of the gate',
    fc.tuple(
      fc.boolean(),
      fc.constantFrom('safety', 'quality', 'constructor', '__proto__', 'toString'),
      fc.nat({ max: 3 }),
      fc.constantFrom(...meanings),
    ),
    ({ safety, approval }, [isSafety, role, quorum, meaning]) => {
      const [signOff] = (isSafety ? safety : approval).signOffs;
      if (role.length < 8 || quorum === 3) signOff.role = role;
      signOff.quorum = quorum;
      if (quorum === 0) signOff.meaning = meaning;
    },
  ),
  step(
    'gate',
    fc.tuple(
      fc.boolean(),
      fc.constantFrom(null, 'safety-assessed', 'change-approved'),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
    ),
    ({ safety, approval }, [isSafety, name, hasChecklist, beforeImplementation, recordAuthorMaySign]) => {
      Object.assign(isSafety ? safety : approval, {
        label: name,
        beforeImplementation,
        recordAuthorMaySign,
        ...(hasChecklist ? {} : { checklist: null }),
      });
    },
  ),
  step('skipped', fc.constantFrom('recordComplete', 'safetyImpact', 'approval'), ({ gates }, gate) => {
    gates[gate as 'approval'] = { required: false, reason: 'not here' };
  }),
];

const named = fc.constantFrom(...allCases).map(
  ({ name, change }): Step => ({
    words: name,
    change: (given) => {
      try {
        change?.(given);
      } catch {
        // It no longer finds what it changes.
      }
    },
  }),
);

/** Up to seven, one upon the other. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: named },
    { weight: 5, arbitrary: fc.oneof(...onRecords) },
    { weight: 2, arbitrary: fc.oneof(...onPullRequest) },
    { weight: 2, arbitrary: fc.oneof(...onPolicy) },
    { weight: 5, arbitrary: fc.oneof(...onControls) },
  ),
  { maxLength: 7 },
);

export const toVaried = (taken: readonly Step[]): Given =>
  toGiven((given) => {
    for (const { change } of taken) change(given);
  });
