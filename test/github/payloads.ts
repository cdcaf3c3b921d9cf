import { readFileSync } from 'node:fs';
import { toSubjectKey } from '../../src/decision/subject.ts';
import { type Named, toSubjects } from '../../src/github/events.ts';

export type Payload = { [key: string]: unknown };
type Example = { name: string; examples: Payload[] };
const published = JSON.parse(
  readFileSync(
    new URL('../../node_modules/@octokit/webhooks-examples/api.github.com/index.json', import.meta.url),
    'utf8',
  ),
) as Example[];
/** GitHub puts the installation into whatever it sends to an App; most published examples were sent to a repository. */
export const deliveries = published.flatMap(({ name, examples }) =>
  examples.map((payload): { name: string; id: string; payload: Payload } => ({
    name,
    id: 'd',
    payload: { installation: { id: 5 }, ...payload },
  })),
);

export const example = (name: string, action?: string): Payload => {
  const found = deliveries.find(
    (one) => one.name === name && (action === undefined || one.payload['action'] === action),
  );
  if (found === undefined) throw new Error(`no published example of ${name}.${action}`);
  return structuredClone(found.payload);
};

export const read = (name: string, payload: unknown): Named => {
  const named = toSubjects({ name, id: 'd', payload });
  if ('malformed' in named) throw new Error(named.malformed);
  return named;
};
export const subjectsOf = (name: string, payload: unknown): string[] => read(name, payload).subjects.map(toSubjectKey);
export const observationsOf = (name: string, payload: unknown): readonly unknown[] => read(name, payload).observations;

/** The payload with something else at `path`, whose steps have dots between them. */
export const withField = (payload: Payload, path: string, value: unknown): Payload => {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const copy = structuredClone(payload);
  let at = copy;
  for (const step of steps) at = at[step] as Payload;
  at[last] = value;
  return copy;
};

export const sha = (digit: string): string => digit.repeat(40);
export const push = (over: Payload = {}, repository: Payload = {}): Payload => ({
  installation: { id: 5 },
  repository: {
    id: 1,
    name: 'pump',
    owner: { login: 'acme' },
    default_branch: 'main',
    pushed_at: 1_795_228_223,
    ...repository,
  },
  sender: { id: 9, login: 'ada', type: 'User' },
  ref: 'refs/heads/main',
  before: sha('a'),
  after: sha('b'),
  forced: false,
  deleted: false,
  commits: [{ id: sha('b'), added: [], modified: ['src/main.c'], removed: [] }],
  ...over,
});
