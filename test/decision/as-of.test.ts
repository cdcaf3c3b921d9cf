import { describe, expect, test } from '@jest/globals';
import { asOf } from '../../src/decision/as-of.ts';
import { decide } from '../../src/decision/decide.ts';
import { known, type PullRequestFacts, unknown } from '../../src/decision/facts.ts';
import {
  body,
  type Given,
  head,
  type Mutable,
  olaf,
  quinn,
  sam,
  toCheck,
  toComment,
  toGiven,
  toLabelEvent,
  toPolicies,
  valueOf,
} from '../cases/case.ts';

const merged = '2026-11-04T10:00:00Z';
const before = '2026-11-04T09:59:59Z';
const after = '2026-11-04T10:00:01Z';

const decideAsOf = (given: Given, earlier: Given['facts'] | null = null) =>
  decide(asOf(given.facts, merged, earlier), toPolicies(given)).outcome;

/** The facts of a case as of the merge, for looking into them. */
const factsThen = (given: Given, earlier: Given['facts'] | null = null) =>
  structuredClone(asOf(given.facts, merged, earlier)) as Mutable<PullRequestFacts>;

/** The record under a case, as of the merge; the order of labels means nothing. */
const issueThen = (given: Given) => {
  const issue = valueOf(valueOf(factsThen(given).links)[0]?.issue);
  return { ...issue, labels: issue.labels.toSorted() };
};

/** What is done to a released change, which holds it when it is done before the merge and not when after it. */
const acts: readonly (readonly [name: string, act: (given: Given, at: string) => void])[] = [
  [
    'a material edit of the record',
    ({ issue }, at) => {
      issue.body = `${body}\nAnd more.`;
      valueOf(issue.revisions).push({ at, editor: known(sam), body: known(issue.body), source: 'receipt' });
    },
  ],
  [
    'an edit that unticks a box',
    ({ issue }, at) => {
      issue.body = body.replace('[x]', '[ ]');
      valueOf(issue.revisions).push({ at, editor: known(sam), body: known(issue.body), source: 'receipt' });
    },
  ],
  [
    'taking the label off',
    ({ issue }, at) => {
      issue.labels = issue.labels.filter((label) => label !== 'safety-assessed');
      valueOf(issue.labelEvents).push(toLabelEvent('safety-assessed', sam, at, 'unlabeled'));
    },
  ],
  [
    'taking the label off that makes it a change request',
    ({ issue }, at) => {
      issue.labels = issue.labels.filter((label) => label !== 'change-request');
      valueOf(issue.labelEvents).push(toLabelEvent('change-request', sam, at, 'unlabeled'));
    },
  ],
  [
    'a revocation',
    ({ issue }, at) => {
      valueOf(issue.comments).push(toComment('/revoke approval', quinn, at));
    },
  ],
  [
    'the edit of a sign-off',
    ({ issue }, at) => {
      const comment = valueOf(issue.comments)[1];
      if (comment === undefined) throw new Error('no comment');
      Object.assign(comment, { editedAt: at, firstBody: comment.body, body: 'Not so sure' });
    },
  ],
  [
    'the deletion of a sign-off',
    ({ issue }, at) => {
      const comment = valueOf(issue.comments)[1];
      if (comment === undefined) throw new Error('no comment');
      comment.deleted = { at, by: known(olaf) };
    },
  ],
];

describe('facts as of an instant', () => {
  test('F37: what had happened by then is all that there is', () => {
    const given = toGiven();
    expect(asOf(given.facts, merged)).toEqual(given.facts);
  });

  test.each(acts)('F37: %s counts when it came before the merge, and does not when it came after it', (_, act) => {
    const late = toGiven((given) => act(given, after));
    expect(decideAsOf(late)).toBe('released');
    expect(issueThen(late)).toEqual(toGiven().issue);
    expect(decide(late.facts, toPolicies(late)).outcome).toBe('held');
    expect(decideAsOf(toGiven((given) => act(given, before)))).toBe('held');
  });

  test.each(acts)('F37: %s in the second of the merge counts: which came first is not known', (_, act) => {
    expect(decideAsOf(toGiven((given) => act(given, merged)))).toBe('held');
  });

  test('F37: a signature after the merge does not make up for one that was missing', () => {
    const given = toGiven(({ issue }) => {
      const [remark] = valueOf(issue.comments);
      issue.comments = known(remark === undefined ? [] : [remark, toComment('/sign approval approval', quinn, after)]);
    });
    given.approval.beforeImplementation = false;
    expect(decide(given.facts, toPolicies(given)).outcome).toBe('released');
    expect(decideAsOf(given)).toBe('held');
  });

  test('F37: several changes of one label are taken back to the first', () => {
    const given = toGiven(({ issue }) => {
      valueOf(issue.labelEvents).push(
        toLabelEvent('safety-assessed', sam, after, 'unlabeled'),
        toLabelEvent('Safety-Assessed', olaf, '2026-11-04T11:00:00Z'),
        toLabelEvent('something', olaf, '2026-11-04T11:00:00Z'),
      );
      issue.labels.push('something');
    });
    expect(issueThen(given).labels).toEqual(['change-request', 'safety-assessed']);
    expect(decideAsOf(given)).toBe('released');
  });

  test('F37: a text of then that is gone leaves the present one, which is not known to have stood then', () => {
    const given = toGiven(({ issue }) => {
      const revisions = valueOf(issue.revisions);
      Object.assign(revisions[1] ?? {}, { body: unknown('it was deleted') });
      revisions.push({ at: after, editor: known(sam), body: known(`${body}!`), source: 'history' });
      issue.body = `${body}!`;
    });
    expect(issueThen(given).body).toBe(`${body}!`);
    expect(decideAsOf(given)).toBe('held');
  });

  test('F37: a review that was given later is not there yet, and one edited later is as it was', () => {
    const review = {
      url: 'https://github.com/acme/pump/pull/31#pullrequestreview-1',
      author: known(quinn),
      state: 'approved',
      submittedAt: before,
      editedAt: null,
      commitSha: known(head),
      body: '',
    } as const;
    const given = toGiven(({ facts }) => {
      facts.reviews = known([
        { ...review, editedAt: after },
        { ...review, submittedAt: after },
      ]);
    });
    expect(asOf(given.facts, merged).reviews).toEqual(known([review]));
  });

  test('F37: a check that ended later is what it was seen to be before, or was still running', () => {
    const given = toGiven(({ facts }) => {
      const failed = { ...toCheck('test', 'ci', 'failure'), completedAt: after };
      facts.checks = known([failed, toCheck('lint', 'ci', 'failure')]);
    });
    const earlier = toGiven(({ facts }) => {
      facts.checks = known([toCheck('test', 'ci', 'success'), toCheck('lint', 'ci', 'success')]);
    }).facts;
    const statesThen = (facts: Given['facts'] | null) =>
      valueOf(factsThen(given, facts).checks).map(({ state }) => state);
    expect(statesThen(earlier)).toEqual(['success', 'failure']);
    expect(statesThen(null)).toEqual(['pending', 'failure']);
    earlier.pullRequest.headSha = 'f'.repeat(40);
    expect(statesThen(earlier)).toEqual(['pending', 'failure']);
  });

  test('F37: what cannot have changed and is known no more is taken from before, on the same head only', () => {
    const given = toGiven(({ facts }) => {
      facts.pushes = unknown('the branch is gone');
      facts.commits = unknown('502');
      facts.files = unknown('502');
    });
    expect(decideAsOf(given)).toBe('held');
    expect(decideAsOf(given, toGiven().facts)).toBe('released');
    const elsewhere = toGiven(({ facts }) => {
      facts.pullRequest.headSha = 'f'.repeat(40);
    });
    expect(decideAsOf(given, elsewhere.facts)).toBe('held');
  });
});
