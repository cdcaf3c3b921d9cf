import { createRandom } from '../simulator/faults.ts';
import type { Figures } from './report.ts';

/**
 * A day of a large organisation in virtual time, second by second (F77): deliveries come in acts of several about one
 * subject, more by day than by night; what waits for one subject waits once; an evaluation takes its requests from the
 * hour's and the minute's allowance of the installation, and waits for the next one when they are used up. It is a model:
 * what it takes for given stands in docs/scale.md.
 */
export const measureDay = async (): Promise<Figures> => {
  const rows: string[][] = [];
  for (const deliveries of [100_000, 300_000, 1_000_000, 2_000_000]) {
    for (const replicas of [1, 2, 4]) {
      const day = simulate({ deliveries, replicas, repositories: 10_000 });
      rows.push([
        deliveries.toLocaleString('en'),
        String(replicas),
        day.evaluations.toLocaleString('en'),
        day.requests.toLocaleString('en'),
        `${Math.round((100 * day.busiestHour) / allowances.graphqlAnHour)} %`,
        toTime(day.p50),
        toTime(day.p99),
        toTime(day.longest),
      ]);
    }
  }
  return {
    title: 'A day of an organisation of 10,000 repositories',
    head: [
      'deliveries',
      'replicas',
      'evaluations',
      'requests',
      'GraphQL points of the busiest hour, of what is allowed',
      'fresh after, p50',
      'p99',
      'longest',
    ],
    rows,
  };
};

const toTime = (seconds: number): string => {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
};

/** Of an installation in an organisation on GitHub Enterprise Cloud: points of GraphQL, requests and points of REST. */
const allowances = { graphqlAnHour: 10_000, restAnHour: 15_000, graphqlAMinute: 2_000, restPointsAMinute: 900 };

/** Evaluations that a replica of `WORKERS=8` makes a second at 150 ms a call: `npm run bench -- throughput`. */
const aReplicaASecond = 15;

/** Shares of the deliveries: what names no subject is answered without a request; a record costs a read of its own. */
const shareIgnored = 0.4;
const shareRecords = 0.35;
/** How often an evaluation finds another verdict than before, and writes. */
const shareChanged = 0.4;
/** Deliveries that one act of a person makes about one subject, within so many seconds. */
const anAct = { deliveries: 4, within: 6 };

/** How much of a day's work is done in each hour, of an organisation with offices in two parts of the world. */
const hours = [2, 1, 1, 1, 2, 3, 5, 8, 10, 10, 9, 8, 8, 9, 10, 10, 9, 8, 6, 4, 3, 3, 2, 2];

const day = 86_400;

type Load = { readonly deliveries: number; readonly replicas: number; readonly repositories: number };
type Day = {
  readonly evaluations: number;
  readonly requests: number;
  readonly busiestHour: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
};

const simulate = ({ deliveries, replicas, repositories }: Load): Day => {
  const random = createRandom(7);
  const arrivals = toArrivals(deliveries, repositories, random);
  // Of each subject that waits: since when. In the order in which they came.
  const waiting = new Map<number, number>();
  const fresh: number[] = [];
  const spent = { graphql: 0, rest: 0, minuteGraphql: 0, minuteRest: 0 };
  let [evaluations, requests, busiestHour] = [0, 0, 0];
  // After midnight it goes on until nothing waits.
  for (let second = 0; second < day || waiting.size > 0; second++) {
    if (second % 3_600 === 0) {
      busiestHour = Math.max(busiestHour, spent.graphql);
      Object.assign(spent, { graphql: 0, rest: 0 });
    }
    if (second % 60 === 0) Object.assign(spent, { minuteGraphql: 0, minuteRest: 0 });
    for (const subject of arrivals[second] ?? []) if (!waiting.has(subject)) waiting.set(subject, second);
    let left = replicas * aReplicaASecond;
    for (const [subject, since] of waiting) {
      const reads = random() < shareRecords ? 2 : 1;
      const writes = random() < shareChanged ? 1 : 0;
      const isAllowed =
        spent.graphql + reads <= allowances.graphqlAnHour &&
        spent.rest + writes <= allowances.restAnHour &&
        spent.minuteGraphql + reads <= allowances.graphqlAMinute &&
        spent.minuteRest + 5 * writes <= allowances.restPointsAMinute;
      if (left-- === 0 || !isAllowed) break;
      waiting.delete(subject);
      spent.graphql += reads;
      spent.minuteGraphql += reads;
      spent.rest += writes;
      spent.minuteRest += 5 * writes;
      evaluations += 1;
      requests += reads + writes;
      fresh.push(second - since + 1);
    }
  }
  fresh.sort((a, b) => a - b);
  const at = (share: number): number => fresh[Math.min(fresh.length - 1, Math.floor(share * fresh.length))] ?? 0;
  return { evaluations, requests, busiestHour, p50: at(0.5), p99: at(0.99), longest: at(1) };
};

/** The subjects that deliveries of each second name. A few repositories are far busier than most. */
const toArrivals = (deliveries: number, repositories: number, random: () => number): readonly number[][] => {
  const seconds: number[][] = Array.from({ length: day + anAct.within }, () => []);
  const total = hours.reduce((sum, weight) => sum + weight, 0);
  for (const [hour, weight] of hours.entries()) {
    const acts = Math.round((deliveries * weight) / total / anAct.deliveries);
    for (let act = 0; act < acts; act++) {
      const second = hour * 3_600 + Math.floor(random() * 3_600);
      const repository = Math.floor(repositories * random() ** 3);
      // Ten subjects of a repository are at work at a time.
      const subject = repository * 10 + Math.floor(random() * 10);
      for (let index = 0; index < anAct.deliveries; index++) {
        if (random() < shareIgnored) continue;
        seconds[second + Math.floor(random() * anAct.within)]?.push(subject);
      }
    }
  }
  return seconds;
};
