import { describe } from '@jest/globals';
import { fiveLines } from './policies.ts';
import { expectRows } from './problem-rows.ts';

const threePeople = `product: x
safety_class: B
roles:
  safety: { users: [ada, ben] }
  quality: { users: [Ben] }
  board: { teams: [board] }
`;

describe('F22: sign-offs, one or several', () => {
  const signOff = 'Who must sign, how many, and with which meaning: one, or a list of them, each of which must sign.';
  expectRows(
    [
      [
        'neither a sign-off nor a list of them',
        'gates: { approval: { sign_off: quality }, safety-impact: { sign_off: [] }, review: { sign_off: 2 } }',
        `6:32 gates.approval.sign_off must be a mapping, not “quality”. | ${signOff}`,
        `6:70 gates.safety-impact.sign_off is empty. | ${signOff}`,
        `6:96 gates.review.sign_off must be a mapping, not 2. | ${signOff}`,
      ],
      [
        'entries of a list name their role',
        'gates: { approval: { sign_off: [{ quorum: 2 }, { role: board }, quality, { rol: safety, quorum: 0 }] } }',
        '6:33 gates.approval.sign_off[0] has no “role”. | Add “role: …”. The role, one of `roles`, that a signer must hold.',
        '6:56 The gate approval asks for the role “board”, which roles does not define. | Right would be: safety, quality.',
        '6:65 gates.approval.sign_off[2] must be a mapping, not “quality”.',
        '6:74 gates.approval.sign_off[3] has no “role”. | Add “role: …”. The role, one of `roles`, that a signer must hold.',
        '6:76 “rol” is not a key of gates.approval.sign_off[3]. | Did you mean “role”?',
        '6:97 gates.approval.sign_off[3].quorum must be at least 1, not 0. | How many different people must sign.',
      ],
      [
        'more than anybody can follow',
        `gates: { approval: { sign_off: [${Array.from({ length: 9 }, () => '{ role: safety }').join(', ')}] } }`,
        '6:32 gates.approval.sign_off has more than 8 entries.',
        ...Array.from(
          { length: 7 },
          (_, index) =>
            `6:${51 + 18 * index} gates.approval.sign_off asks twice for the role “safety” with the same meaning. | Ask for both in one: raise its quorum.`,
        ),
      ],
      [
        'one sign-off asked for twice, the meaning said or not',
        'gates: { approval: { sign_off: [{ role: safety }, { role: safety, meaning: review }, { meaning: approval, role: safety }] } }',
        '6:86 gates.approval.sign_off asks twice for the role “safety” with the same meaning. | Ask for both in one: raise its quorum.',
      ],
      [
        'a review asked for twice: every approving one has all meanings',
        'gates: { review: { sign_off: [{ role: safety, meaning: review }, { role: safety, meaning: approval }] } }',
        '6:66 gates.review.sign_off asks twice for the role “safety” with the same meaning. | Ask for both in one: raise its quorum.',
      ],
      [
        'what is about several where there is one',
        'gates: { approval: { in_order: true }, safety-impact: { sign_off: [{ role: safety }], several_roles_a_person: true } }',
        '6:22 gates.approval.in_order is about several sign-offs, and there is only one. | Take it out, or write “sign_off” as a list.',
        '6:87 gates.safety-impact.several_roles_a_person is about several sign-offs, and there is only one. | Take it out, or write “sign_off” as a list.',
      ],
      [
        'a review without anybody to give it',
        'gates: { review: {} }',
        `6:10 gates.review has no “sign_off”. | Add “sign_off: …”. ${signOff}`,
      ],
      [
        'a review that is skipped: it is asked for only where it stands',
        'gates: { review: { skip: No, sign_off: { role: qa } } }',
        '6:20 “skip” is not a key of gates.review. | Right would be: sign_off, in_order, several_roles_a_person.',
        '6:48 The gate review asks for the role “qa”, which roles does not define. | Right would be: safety, quality.',
      ],
    ],
    fiveLines,
  );
});

describe('F22: as many people as sign-offs', () => {
  expectRows(
    [
      [
        'each role has enough, all together have not',
        'gates: { approval: { sign_off: [{ role: safety, quorum: 2 }, { role: quality }], not_signers_of: [] } }',
        '7:22 The gate approval cannot be signed: it takes 3 different people in the roles “safety” and “quality”, and there are only 2. | Add people or a team. Or let one person sign for several: “several_roles_a_person: true”.',
      ],
      [
        'enough where one person may sign for several',
        'gates: { approval: { sign_off: [{ role: safety, quorum: 2 }, { role: quality }], several_roles_a_person: true, not_signers_of: [] } }',
      ],
      [
        'enough where a role has a team',
        'gates: { approval: { sign_off: [{ role: board, quorum: 9 }, { role: quality }] } }',
      ],
      [
        'the analysts are all there are to approve',
        'gates: { safety-impact: { sign_off: { quorum: 2 } } }',
        '3:1 The gate approval cannot be signed: it takes 3 different people in the roles “quality” and “safety”, none of whom signed safety-impact, and there are only 2. | Add people or a team. Or let them sign both: “not_signers_of: []”.',
      ],
      [
        'the one holder of the role analyses',
        'gates: { safety-impact: { sign_off: { role: quality } } }',
        '3:1 The gate approval cannot be signed: it takes 2 different people in the role “quality”, none of whom signed safety-impact, and there are only 1. | Add people or a team. Or let them sign both: “not_signers_of: []”.',
      ],
      [
        'the one holder of the role analyses, and may',
        'gates: { safety-impact: { sign_off: { role: quality } }, approval: { not_signers_of: [] } }',
      ],
      [
        'what is wrong with the analysis alone is told once',
        'gates: { safety-impact: { sign_off: [{ role: safety, quorum: 2 }, { role: quality }] } }',
        '7:27 The gate safety-impact cannot be signed: it takes 3 different people in the roles “safety” and “quality”, and there are only 2. | Add people or a team. Or let one person sign for several: “several_roles_a_person: true”.',
      ],
      [
        'an emergency takes people, too',
        'emergency: { role: board, sign_off: [{ role: safety, quorum: 3 }, { role: quality }], owes: [approval], days: 3 }',
        '7:62 The emergency path asks for 3 signers, and the role “safety” has only 2. | Lower the quorum, or add people or a team.',
      ],
    ],
    threePeople,
  );
});

describe('F31: gates that wait for one another', () => {
  expectRows(
    [
      [
        'for itself',
        'gates: { approval: { after: [approval], not_signers_of: [approval, safety-impact] } }',
        '6:30 gates.approval.after names the gate itself. | Take it out.',
        '6:58 gates.approval.not_signers_of names the gate itself. | Take it out.',
      ],
      [
        'in a circle',
        'gates: { approval: { not_signers_of: [], after: [safety-impact] }, safety-impact: { after: [approval] } }',
        '6:50 gates.approval.after names the gate “safety-impact”, which waits for this one by gates.safety-impact.after. | Take one of the two out.',
      ],
      [
        'in a circle of two kinds',
        'gates: { safety-impact: { after: [approval] }, approval: { not_signers_of: [safety-impact] } }',
        '6:77 gates.approval.not_signers_of names the gate “safety-impact”, which waits for this one by gates.safety-impact.after. | Take one of the two out.',
      ],
      [
        'in a circle with the preset',
        'gates: { safety-impact: { not_signers_of: [approval] } }',
        '6:44 gates.safety-impact.not_signers_of names the gate “approval”, which waits for this one by gates.approval.not_signers_of. | Take it out, or drop the other: “gates.approval.not_signers_of: []”.',
      ],
      [
        'no circle once the preset is dropped',
        'gates: { safety-impact: { after: [approval] }, approval: { not_signers_of: [] } }',
      ],
      [
        'for one that is skipped',
        'gates: { safety-impact: { skip: Elsewhere }, approval: { after: [safety-impact], not_signers_of: [safety-impact] } }',
        '6:66 gates.approval.after names the gate “safety-impact”, which is skipped. | Take it out, or keep that gate.',
        '6:99 gates.approval.not_signers_of names the gate “safety-impact”, which is skipped. | Take it out, or keep that gate.',
      ],
      [
        'for one that takes no signature on the record, and twice',
        'gates: { approval: { after: [review, emergency, safety-impact, safety-impact] } }',
        '6:30 gates.approval.after[0] cannot be “review”. | Right would be: safety-impact, approval.',
        '6:38 gates.approval.after[1] cannot be “emergency”. | Right would be: safety-impact, approval.',
        '6:64 “safety-impact” stands twice in gates.approval.after. | Take one out.',
      ],
    ],
    fiveLines,
  );
});

describe('F36: the emergency path', () => {
  expectRows(
    [
      [
        'said by halves',
        'emergency: { role: quality }',
        '6:1 emergency has no “sign_off”. | Add “sign_off: …”. Who must sign, how many, and with which meaning: one, or a list of them, each of which must sign.',
        '6:1 emergency has no “owes”. | Add “owes: …”. Gates that may be put off until after the merge.',
        '6:1 emergency has no “days”. | Add “days: …”. Days after the declaration within which what was put off must be done.',
      ],
      [
        'roles that nobody defines',
        'emergency: { role: none, sign_off: { role: qualty }, owes: [approval], days: 1 }',
        '6:20 “none” is not the name of a role. | Write it in lower case with hyphens, like “safety-impact”. “none” stands for no role.',
        '6:44 The emergency path asks for the role “qualty”, which roles does not define. | Did you mean “quality”?',
      ],
      [
        'a role of its own that nobody defines',
        'emergency: { role: oncall, sign_off: { role: quality }, owes: [approval], days: 1 }',
        '6:20 The emergency path names the role “oncall”, which roles does not define. | Right would be: safety, quality.',
      ],
      [
        'what cannot be owed',
        'emergency: { role: quality, sign_off: { role: quality }, owes: [linked-change, depth, emergency, review, checks, approval, approval], days: 1 }',
        ...['linked-change', 'depth', 'emergency'].map(
          (gate, index) =>
            `6:${[65, 80, 87][index]} emergency.owes[${index}] cannot be “${gate}”. | Right would be: problem-resolution, disposition, record-complete, dependencies, safety-impact, approval, review, checks.`,
        ),
        '6:98 emergency.owes names the gate “review”, which the policy does not ask for. | Take it out, or ask for that gate.',
        '6:106 emergency.owes names the gate “checks”, which the policy does not ask for. | Take it out, or ask for that gate.',
        '6:124 “approval” stands twice in emergency.owes. | Take one out.',
      ],
      [
        'a gate that is skipped is not owed',
        'gates: { dependencies: { skip: There are none } }\nemergency: { role: quality, sign_off: { role: quality }, owes: [dependencies], days: 1 }',
        '7:65 emergency.owes names the gate “dependencies”, which the policy does not ask for. | Take it out, or ask for that gate.',
      ],
      [
        'no time, and too much of it',
        'emergency: { role: quality, sign_off: { role: quality }, owes: [], days: 0 }',
        '6:64 emergency.owes is empty. | Gates that may be put off until after the merge.',
        '6:74 emergency.days must be at least 1, not 0. | Days after the declaration within which what was put off must be done.',
      ],
      [
        'more than ninety days',
        'emergency: { role: quality, sign_off: { role: quality }, owes: [approval], days: 91 }',
        '6:82 emergency.days must be at most 90, not 91.',
      ],
    ],
    fiveLines,
  );
});

describe('F21: who records a deviation', () => {
  expectRows(
    [
      [
        'a role that nobody defines',
        'deviations: { role: qa }',
        '6:21 deviations names the role “qa”, which roles does not define. | Right would be: safety, quality.',
      ],
      [
        'nobody, said by halves',
        'deviations: {}',
        '6:1 deviations has no “role”. | Add “role: …”. The role that records a deviation by `/deviation REASON`, or `none`.',
      ],
    ],
    fiveLines,
  );
});

describe('F4: the two dispositions are told apart', () => {
  const hint = 'Choose words that differ from the first on.';
  expectRows(
    [
      [
        'one begins like the other',
        'gates: { disposition: { software: Modify, environment: Modify the environment } }',
        `6:56 The answers “Modify” and “Modify the environment” begin alike: one could be taken for the other. | ${hint}`,
      ],
      [
        'one begins like that of the preset',
        'gates: { disposition: { environment: "modify  the SOFTWARE elsewhere" } }',
        `6:38 The answers “Modify the software” and “modify  the SOFTWARE elsewhere” begin alike: one could be taken for the other. | ${hint}`,
      ],
      [
        'marks of Markdown',
        'gates: { disposition: { section: "*Where*", software: "_Software_" } }',
        '6:34 “*Where*” has marks of Markdown: in a record it reads otherwise. | Write it as it reads on the page, without marks like * _ ` ~ # < & \\ [ ].',
        '6:55 “_Software_” has marks of Markdown: in a record it reads otherwise. | Write it as it reads on the page, without marks like * _ ` ~ # < & \\ [ ].',
      ],
    ],
    fiveLines,
  );
});

describe('F7: dependencies and batches', () => {
  const path =
    'Write a path from the repository’s root, like “src/alarm/**” or “**/package.json”: with * and ? within a part, ** alone between slashes, no “/” at either end, no “!”, brackets or braces (“?” stands for one that a path has).';
  const batch = 'Lets one change request carry many updates within a period; `none` for no such thing.';
  expectRows(
    [
      [
        'patterns that would match nothing',
        'gates: { dependencies: { manifests: [/package.json, "{a,b}.lock", "**/*.lock", "**/*.lock"], sections: [] } }',
        `6:38 “/package.json” is not a pattern of paths. | ${path}`,
        `6:53 “{a,b}.lock” is not a pattern of paths. | ${path}`,
        '6:80 “**/*.lock” stands twice in gates.dependencies.manifests. | Take one out.',
        '6:104 gates.dependencies.sections is empty. | Headings that must be answered, and not as “not applicable”.',
      ],
      [
        'a batch by halves',
        'gates: { dependencies: { batch: { label: updates } } }',
        '6:26 gates.dependencies.batch has no “section”. | Add “section: …”. The heading under which it names the period, as two dates.',
        '6:26 gates.dependencies.batch has no “days”. | Add “days: …”. The longest period, in days.',
        '6:42 gates.dependencies.batch.label names the label “updates”, which nobody defines. | Right would be: change-request, problem-report, safety-impact-assessed, change-approved. Or define it under “labels”.',
      ],
      [
        'a word in place of a batch',
        'gates: { dependencies: { batch: monthly } }',
        `6:33 gates.dependencies.batch must be a mapping, not “monthly”. | ${batch}`,
      ],
      [
        'a batch without a label, and for too long',
        'gates: { dependencies: { batch: { label: none, section: Period, days: 91 } } }',
        '6:42 “none” is not the name of a label. | A label has 1 to 50 visible characters and no space at either end. “none” stands for no label.',
        '6:71 gates.dependencies.batch.days must be at most 90, not 91.',
      ],
      [
        'a batch whose label means something else',
        'gates: { dependencies: { batch: { label: Change-Approved, section: Period, days: 30 } } }\nlabels: { Change-Approved: {} }',
        '6:42 The label “Change-Approved” serves two purposes: gates.approval.label and gates.dependencies.batch.label. | Give each its own label.',
      ],
    ],
    fiveLines,
  );
});

describe('checks of other Apps', () => {
  const check =
    'Write it as it stands on the pull request, without spaces at either end; Holdpoint’s own checks cannot wait for themselves.';
  expectRows(
    [
      [
        'none, and by halves',
        'gates: { checks: { required: [] } }',
        '6:30 gates.checks.required is empty. | Checks that must have succeeded.',
      ],
      [
        'without the App',
        'gates: { checks: { required: [build, { name: build }] } }',
        '6:31 gates.checks.required[0] must be a mapping, not “build”. | A check, as `{ name: build, app: github-actions }`.',
        '6:38 gates.checks.required[1] has no “app”. | Add “app: …”. The App that reports it: the last part of its address on GitHub.',
      ],
      [
        'Holdpoint’s own, an App by its title, and one twice',
        'gates: { checks: { required: [{ name: holdpoint/change-control, app: holdpoint }, { name: b, app: GitHub Actions }, { name: b, app: ci }, { app: ci, name: b }, { name: B, app: ci }] } }',
        `6:39 “holdpoint/change-control” is not the name of a check. | ${check}`,
        '6:99 “GitHub Actions” is not the name of an App. | Write the last part of its address on GitHub, github.com/apps/…, like “github-actions”.',
        '6:139 “b” stands twice in gates.checks.required. | Take one out.',
      ],
      [
        'checks and reviews alone are no signature on a record',
        'gates: { approval: { skip: a }, safety-impact: { skip: b }, checks: { required: [{ name: b, app: ci }] }, review: { sign_off: { role: safety } } }',
        '6:1 The policy asks for no signature: every gate that takes one on a record is skipped. | Keep at least one of safety-impact, approval.',
      ],
    ],
    fiveLines,
  );
});

describe('words of a wrong kind', () => {
  expectRows(
    [
      [
        'within gates',
        'gates: { safety-impact: { copied_text: warn, questions: [], ticks_by_role: 1 }, problem-resolution: { sections: [], response_section: [x] } }',
        '6:40 gates.safety-impact.copied_text cannot be “warn”. | Right would be: hold, show.',
        '6:57 gates.safety-impact.questions is empty. | Headings of the questions that must each be answered.',
        '6:76 gates.safety-impact.ticks_by_role must be true or false, not 1. | Write true or false, without quotes.',
        '6:113 gates.problem-resolution.sections is empty. | Headings that a problem report must answer before any response to it.',
        '6:135 gates.problem-resolution.response_section must be text, not a list. | The heading under which it names its change requests, or why there is none.',
      ],
      [
        'outside gates',
        'authority: optional\nremove_unentitled_labels: "yes"',
        '6:12 authority cannot be “optional”. | Right would be: required, when-present.',
        '7:27 remove_unentitled_labels must be true or false, not “yes”. | Write true or false, without quotes.',
      ],
      [
        'questions are the business of one gate',
        'gates: { approval: { questions: [x] } }',
        '6:22 “questions” is not a key of gates.approval. | Right would be: skip, label, checklist, sign_off, in_order, several_roles_a_person, not_signers_of, after, before_implementation, record_author_may_sign, ticks_by_role.',
      ],
    ],
    fiveLines,
  );
});
