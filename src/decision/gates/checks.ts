import type { ChecksGate } from '../../policy/policy.ts';
import { isSameName } from '../change-requests.ts';
import type { Check } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { compareText, toActor, toList, toParagraph } from '../sentence.ts';
import { type Gate, type GateContext, type Lack, toEmptyRuleLack, toFinding } from './gate.ts';

const gate = 'checks';

/** Every check that the policy names has succeeded on the head commit, reported by the App that the policy names. */
export const checks: Gate = {
  id: gate,
  title: 'Required checks',
  clauses: [
    'IEC 62304 5.6.6',
    'IEC 62304 5.7.3',
    'IEC 62304 8.2.3',
    'IEC 62304 9.8',
    'ISO 13485 7.3.9',
    'ISO 27001 A.8.29',
    'NIST 800-53 SA-11',
  ],
  evaluate: (context) => {
    const requirement = context.gates.checks;
    if (requirement === null) return null;
    if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
    const { config } = requirement;
    return toFinding(gate, toLacks(context, config), {
      gate,
      status: 'passed',
      because: ['Succeeded on ', toHead(context), ': ', ...toList(config.required.map(toName)), '.'],
    });
  },
};

type Wanted = ChecksGate['required'][number];

const toName = ({ name, app }: Wanted): Sentence => [{ code: name }, ' of the App ', { code: app }];
const toHead = ({ facts }: GateContext) => ({ code: facts.pullRequest.headSha.slice(0, 7) });

const toLacks = (context: GateContext, { required }: ChecksGate): readonly Lack[] => {
  if (required.length === 0) return [toEmptyRuleLack(context, 'checks', 'check')];
  const { checks } = context.facts;
  if (!checks.known) return [lackOfList(context, checks.reason)];
  return required.flatMap((wanted) => {
    const named = checks.value.filter(({ name }) => name === wanted.name);
    const own = named.filter(({ app }) => app !== null && isSameName(app.slug, wanted.app));
    return own.length === 0
      ? [lackOfRun(context, wanted, named)]
      : own.flatMap((run) => lacksOfState(context, wanted, run));
  });
};

const toLack = ({ facts }: GateContext, what: Sentence, how: Sentence, link: string): Lack => ({
  status: 'failed',
  missing: { what, who: [toActor(facts.pullRequest.author, 'The author of the pull request')], how, link },
});

const rerun: Sentence = ['press ', { code: 'Re-run' }, ' on it'];

/** What each state that is no success means, and what to do. */
const states: Readonly<Record<Exclude<Check['state'], 'success'>, readonly [means: string, how: Sentence]>> = {
  pending: [' is still running', ['Wait until it has finished; this check is evaluated again then.']],
  failure: [' has failed', ['Put right what it reports and push; or ', ...rerun, ' if it failed by chance.']],
  neutral: [
    ' has neither succeeded nor failed, which shows nothing',
    ['Have it run so that it gives a result: ', ...rerun, '.'],
  ],
  skipped: [
    ' was skipped, which shows nothing',
    ['Have it run for this change: see to the conditions under which it runs, and ', ...rerun, '.'],
  ],
};

const lacksOfState = (context: GateContext, wanted: Wanted, { state, url }: Check): readonly Lack[] => {
  if (state === 'success') return [];
  const [means, how] = states[state];
  return [toLack(context, ['The check ', ...toName(wanted), means, ' on ', toHead(context), '.'], how, url)];
};

/** No such check of that App; one of the same name by another is no help, since anybody who may write can make one. */
const lackOfRun = (context: GateContext, wanted: Wanted, others: readonly Check[]): Lack => {
  const slugs = [...new Set(others.map(({ app }) => app?.slug ?? null))].sort((a, b) => compareText(a ?? '', b ?? ''));
  const apps = slugs.map((slug): Sentence => (slug === null ? ['an App that GitHub does not name'] : [{ code: slug }]));
  const what: Sentence = ['The check ', ...toName(wanted), ' has not run on ', toHead(context), '.'];
  const beside: Sentence = apps.length === 0 ? [] : ['One of that name by ', ...toList(apps), ' does not count.'];
  const how: Sentence = [
    'See to it that it runs on pull requests, and push or run it; if it has another name or App, whoever maintains the policy names it there as it is.',
  ];
  return toLack(context, toParagraph([what, beside]), how, `${context.facts.pullRequest.url}/checks`);
};

const lackOfList = (context: GateContext, reason: string): Lack => ({
  ...toLack(
    context,
    ['Which checks ran on ', toHead(context), ' is not known: ', { code: reason }, '.'],
    ['Press ', { code: 'Re-run' }, ' on this check.'],
    `${context.facts.pullRequest.url}/checks`,
  ),
  status: 'unknown',
});
