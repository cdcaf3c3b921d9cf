import type { Review } from '../../src/decision/facts.ts';
import type { Case, Given, Mutable } from './case.ts';
import { dana, head, notKnown, olaf, older, person, quinn, robot, sam, toCommit, valueOf } from './case.ts';

const vera = person(31, 'vera'); // role reviewers
const vic = person(32, 'vic'); // role reviewers

const toReview = (author: typeof vera, state: Review['state'], hour: number, commit = head): Mutable<Review> => ({
  url: `https://github.com/acme/pump/pull/31#pullrequestreview-${author.id}${hour}`,
  author: { known: true, value: { ...author } },
  state,
  submittedAt: `2026-11-03T${hour}:00:00Z`,
  editedAt: null,
  commitSha: { known: true, value: commit },
  body: '',
});

/** The policy asks for a review, and these were given. */
const reviewed =
  (reviews: readonly Mutable<Review>[], change: (given: Given) => void = () => {}) =>
  (given: Given): void => {
    given.gates.review = {
      required: true,
      config: {
        signOffs: [{ role: 'reviewers', quorum: 1, meaning: 'review' }],
        inOrder: false,
        severalRolesAPerson: false,
      },
    };
    given.facts.roles['reviewers'] = { known: true, value: [vera, vic] };
    given.facts.reviews = { known: true, value: structuredClone([...reviews]) };
    change(given);
  };

const configOf = ({ gates }: Given) => {
  if (gates.review?.required !== true) throw new Error('This case needs the gate to be required.');
  return gates.review.config;
};

const passed = { outcome: 'released', statuses: { review: 'passed' } } as const;
const held = { outcome: 'held', statuses: { review: 'failed' } } as const;
const inDoubt = { outcome: 'held', statuses: { review: 'unknown' } } as const;

export const reviewCases: readonly Case[] = [
  {
    name: 'F27: approved on the head commit by somebody in the role',
    change: reviewed([toReview(vera, 'approved', 10)]),
    ...passed,
    says: { review: ['aaaaaaa approved by @vera at 2026-11-03 10:00:00 UTC as reviewers'] },
    signers: ['sam', 'quinn', 'vera'],
  },
  {
    name: 'F27: the policy asks for no reviews: nothing is said of them, and they sign for nothing',
    change: (given) => {
      reviewed([toReview(vera, 'approved', 10)])(given);
      given.gates.review = null;
    },
    outcome: 'released',
    signers: ['sam', 'quinn'],
  },
  {
    name: 'F27: nobody has reviewed: the finding says who may, and how',
    change: reviewed([]),
    ...held,
    says: {
      review: [
        'There are 0 of the 1 approving reviews that are needed of the head commit aaaaaaa',
        '@vera or @vic (role reviewers)',
        'choose Approve',
      ],
    },
  },
  {
    name: 'F27: the policy switches the gate off with a reason',
    change: (given) => {
      given.gates.review = { required: false, reason: 'reviewed elsewhere' };
    },
    outcome: 'released',
    statuses: { review: 'not-applicable' },
  },
  {
    name: 'F27: approved on an earlier commit',
    change: reviewed([toReview(vera, 'approved', 10, older)]),
    ...held,
    says: { review: ['The review by @vera at 2026-11-03 10:00:00 UTC does not count: it looked at bbbbbbb'] },
    refused: [['vera', 'lapsed', 'it looked at bbbbbbb, and the head is now aaaaaaa']],
  },
  {
    name: 'F27: approved on an earlier commit, and again on the head',
    change: reviewed([toReview(vera, 'approved', 10, older), toReview(vera, 'approved', 11)]),
    ...passed,
    refused: [['vera', 'revoked', 'the same person reviewed again at 2026-11-03 11:00:00 UTC']],
  },
  {
    name: 'F27: which commit a review looked at is not known',
    change: reviewed([{ ...toReview(vera, 'approved', 10), commitSha: notKnown }]),
    ...inDoubt,
    says: { review: ['There are reviews that cannot be judged. By @vera: which commit it looked at is not known'] },
    refused: [['vera', 'undetermined', 'which commit it looked at is not known']],
  },
  {
    name: 'F28: an approval that was dismissed',
    change: reviewed([toReview(vera, 'dismissed', 10)]),
    ...held,
    refused: [['vera', 'revoked', 'the review was dismissed']],
  },
  {
    name: 'F26: a review that was edited after it was given',
    change: reviewed([{ ...toReview(vera, 'approved', 10), editedAt: '2026-11-03T11:00:00Z' }]),
    ...held,
    refused: [['vera', 'refused', 'the review was edited at 2026-11-03 11:00:00 UTC']],
  },
  {
    name: 'F26: GitHub gives the time of submission as that of an edit: it was not edited',
    change: reviewed([{ ...toReview(vera, 'approved', 10), editedAt: '2026-11-03T10:00:00Z' }]),
    ...passed,
  },
  {
    name: 'F25: a comment is no approval, and takes none back',
    change: reviewed([toReview(vera, 'approved', 10), toReview(vera, 'commented', 11)]),
    ...passed,
  },
  {
    name: 'F25: a comment alone is no approval',
    change: reviewed([toReview(vera, 'commented', 10)]),
    ...held,
    refused: [],
  },
  {
    name: 'F22: approved by somebody outside the role',
    change: reviewed([toReview(olaf, 'approved', 10)]),
    ...held,
    refused: [['olaf', 'refused', '@olaf does not hold the role reviewers']],
  },
  {
    name: 'F23: approved by a bot in the role',
    change: reviewed([toReview(robot, 'approved', 10)], ({ facts }) => {
      valueOf(facts.roles['reviewers']).push(robot);
    }),
    ...held,
    refused: [['robot[bot]', 'refused', 'is not a person']],
  },
  {
    name: 'F23: approved by somebody who wrote a commit',
    change: reviewed([toReview(vera, 'approved', 10)], ({ facts }) => {
      valueOf(facts.commits).unshift(toCommit('d'.repeat(40), vera, dana));
    }),
    ...held,
    says: { review: ['@vic (role reviewers)'] },
    refused: [['vera', 'refused', 'wrote ddddddd and so is not independent']],
  },
  {
    name: 'F23: who had a part in the pull request is not known',
    change: reviewed([toReview(vera, 'approved', 10)], ({ facts }) => {
      facts.pushes = notKnown;
    }),
    outcome: 'held',
    statuses: { 'safety-impact': 'unknown', approval: 'unknown', review: 'unknown' },
    refused: [
      ['sam', 'undetermined', 'not everybody'],
      ['quinn', 'undetermined', 'not everybody'],
      ['vera', 'undetermined', 'not everybody who had a part in it is known'],
    ],
  },
  {
    name: 'F22: somebody in the role asks for changes: it holds, whoever else approves',
    change: reviewed([toReview(vic, 'changes-requested', 10), toReview(vera, 'approved', 11)]),
    ...held,
    says: { review: ['@vic asked for changes at 2026-11-03 10:00:00 UTC', 'or dismissed'] },
  },
  {
    name: 'F22: they asked for changes on an earlier commit, and have said nothing since',
    change: reviewed([toReview(vic, 'changes-requested', 10, older), toReview(vera, 'approved', 11)]),
    ...held,
  },
  {
    name: 'F22: they asked for changes, and then approved',
    change: reviewed([toReview(vic, 'changes-requested', 10), toReview(vic, 'approved', 11)]),
    ...passed,
    signers: ['sam', 'quinn', 'vic'],
  },
  {
    name: 'F22: they approved, and then asked for changes',
    change: reviewed([toReview(vic, 'approved', 10), toReview(vic, 'changes-requested', 11)]),
    ...held,
    refused: [['vic', 'revoked', 'the same person reviewed again at 2026-11-03 11:00:00 UTC']],
  },
  {
    name: 'F22: they asked for changes, and commented since: the request stands',
    change: reviewed([
      toReview(vic, 'changes-requested', 10),
      toReview(vic, 'commented', 11),
      toReview(vera, 'approved', 12),
    ]),
    ...held,
  },
  {
    name: 'F22: their request for changes was dismissed',
    change: reviewed([toReview(vic, 'dismissed', 10), toReview(vera, 'approved', 11)]),
    ...passed,
    refused: [['vic', 'revoked', 'the review was dismissed']],
  },
  {
    name: 'F22: somebody outside the role asks for changes: it holds nothing',
    change: reviewed([toReview(olaf, 'changes-requested', 10), toReview(vera, 'approved', 11)]),
    ...passed,
  },
  {
    name: 'F23: a contributor in the role asks for changes: it holds nothing',
    change: reviewed([toReview(vic, 'changes-requested', 10), toReview(vera, 'approved', 11)], ({ facts }) => {
      valueOf(facts.commits).unshift(toCommit('d'.repeat(40), vic, dana));
    }),
    ...passed,
  },
  {
    name: 'F22: approved and refused in the same second: which was the last word is not known',
    change: reviewed([toReview(vic, 'changes-requested', 10), toReview(vic, 'approved', 10)]),
    ...held,
    refused: [['vic', 'undetermined', 'the same person said otherwise in the same second']],
  },
  {
    name: 'F34: GitHub does not name who asked for changes',
    change: reviewed([{ ...toReview(vic, 'changes-requested', 10), author: notKnown }, toReview(vera, 'approved', 11)]),
    ...inDoubt,
    says: { review: ['asked for changes', 'GitHub does not name who wrote it', 'dismissed'] },
  },
  {
    name: 'F34: a later review by nobody knows whom may have taken the approval back',
    change: reviewed([toReview(vera, 'approved', 10), { ...toReview(vic, 'dismissed', 11), author: notKnown }]),
    ...inDoubt,
    refused: [
      ['vera', 'undetermined', 'it may have been taken back by a later review'],
      ['nobody', 'refused', 'GitHub does not name the account that did it'],
    ],
  },
  {
    name: 'F34: an earlier review by nobody knows whom takes nothing back',
    change: reviewed([{ ...toReview(vic, 'approved', 10), author: notKnown }, toReview(vera, 'approved', 11)]),
    ...passed,
  },
  {
    name: 'F34: the reviews cannot be read',
    change: reviewed([], ({ facts }) => {
      facts.reviews = notKnown;
    }),
    ...inDoubt,
    says: { review: ['The reviews are not known: GitHub answered 502', 'Re-run'] },
  },
  {
    name: 'F22: who holds the role of the reviewers is not known',
    change: reviewed([toReview(vera, 'approved', 10)], ({ facts }) => {
      facts.roles['reviewers'] = notKnown;
    }),
    ...inDoubt,
    says: { review: ['Who holds the role reviewers is not known'] },
  },
  {
    name: 'F22: whether somebody who asked for changes holds the role is not known',
    change: reviewed([toReview(vic, 'changes-requested', 10), toReview(vera, 'approved', 11)], ({ facts }) => {
      facts.roles['reviewers'] = notKnown;
    }),
    ...inDoubt,
    says: { review: ['@vic asked for changes', 'whether that holds is not known'] },
  },
  {
    name: 'F22: a role of reviewers that nobody holds',
    change: reviewed([toReview(vera, 'approved', 10)], ({ facts }) => {
      facts.roles['reviewers'] = { known: true, value: [] };
    }),
    ...held,
    says: { review: ['Nobody holds the role reviewers'] },
  },
  {
    name: 'F22: a quorum of two reviewers needs two people, however often one of them approves',
    change: reviewed([toReview(vera, 'approved', 10)], (given) => {
      configOf(given).signOffs[0].quorum = 2;
    }),
    ...held,
    says: { review: ['There are 1 of the 2 approving reviews', '\n@vic (role reviewers)'] },
  },
  {
    name: 'F22: a quorum of two reviewers is met by two',
    change: reviewed([toReview(vera, 'approved', 10), toReview(vic, 'approved', 11)], (given) => {
      configOf(given).signOffs[0].quorum = 2;
    }),
    ...passed,
  },
  {
    name: 'F31: two roles in order, and reviewed in that order',
    change: reviewed([toReview(vera, 'approved', 10), toReview(sam, 'approved', 11)], (given) => {
      const config = configOf(given);
      config.inOrder = true;
      config.signOffs.push({ role: 'safety', quorum: 1, meaning: 'review' });
    }),
    ...passed,
    signers: ['sam', 'quinn', 'vera', 'sam'],
  },
  {
    name: 'F31: two roles in order, and the second reviewed first',
    change: reviewed([toReview(sam, 'approved', 10), toReview(vera, 'approved', 11)], (given) => {
      const config = configOf(given);
      config.inOrder = true;
      config.signOffs.push({ role: 'safety', quorum: 1, meaning: 'review' });
    }),
    ...held,
    refused: [['sam', 'refused', 'it was signed as safety before reviewers had signed in full']],
  },
  {
    name: 'F22: two roles, and one person holds both',
    change: reviewed([toReview(vera, 'approved', 10)], (given) => {
      configOf(given).signOffs.push({ role: 'safety', quorum: 1, meaning: 'review' });
      valueOf(given.facts.roles['safety']).push(vera);
    }),
    ...held,
    says: { review: ['holding the role safety', '@sam or @sol (role safety)'] },
  },
  {
    name: 'F25 F29: held the role when the review was seen, and holds it no more',
    change: reviewed([toReview(quinn, 'approved', 10)], ({ facts }) => {
      valueOf(facts.witnessed).push({
        act: 'https://github.com/acme/pump/pull/31#pullrequestreview-2110',
        role: 'reviewers',
        held: true,
        at: '2026-11-03T10:01:00Z',
      });
    }),
    ...passed,
  },
  {
    name: 'F31: two roles in order, and nobody reviewed: the second is told whom it waits for',
    change: reviewed([], (given) => {
      const config = configOf(given);
      config.inOrder = true;
      config.signOffs.push({ role: 'safety', quorum: 1, meaning: 'review' });
    }),
    ...held,
    says: { review: ['First reviewers must have approved in full. Review the pull request on GitHub'] },
  },
  {
    name: 'F31: two roles without an order, and nobody reviewed: nobody waits for anybody',
    change: reviewed([], (given) => {
      configOf(given).signOffs.push({ role: 'safety', quorum: 1, meaning: 'review' });
    }),
    ...held,
    says: { review: ['@sam or @sol (role safety)\nReview the pull request on GitHub'] },
  },
  {
    name: 'F22: of many reviews that do not count the finding tells the last two',
    change: reviewed([toReview(olaf, 'approved', 10), toReview(dana, 'approved', 11), toReview(robot, 'approved', 12)]),
    ...held,
    says: {
      review: [
        'holding the role reviewers. The review by @dana at 2026-11-03 11:00:00 UTC does not count',
        'The review by @robot[bot] at 2026-11-03 12:00:00 UTC does not count',
      ],
    },
  },
];
