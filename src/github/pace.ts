import Bottleneck from 'bottleneck';

/**
 * How fast one installation may be asked. GitHub.com documents 900 points a minute for REST (a read is one point, a
 * write five), 2,000 for GraphQL (a query is one), and 80 comments a minute or 500 an hour; see
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits.
 * GitHub Enterprise Server limits nothing unless its owner switches limits on, so there we only heed its answers.
 */
export type Pace = 'documented' | 'unlimited';

const secondsAWindow = 15;

/** A share of the minute's allowance each quarter of a minute, so that no sixty seconds hold more than the allowance. */
const allowance = (aMinute: number): Bottleneck => {
  const aWindow = Math.floor((aMinute * secondsAWindow) / (60 + secondsAWindow));
  return new Bottleneck({
    reservoir: aWindow,
    reservoirRefreshAmount: aWindow,
    reservoirRefreshInterval: secondsAWindow * 1000,
  });
};

/** Half of GitHub's hundred concurrent requests: a second replica may be at work. */
const concurrent = 50;
/** Sixty a minute; the limit of 500 an hour is left to GitHub's own refusal, since answers to commands are few. */
const millisecondsBetweenComments = 1000;

/**
 * The throttling plugin takes groups of limiters, one limiter a key, and needs no more of them than `key`. Here each
 * serves one installation, and has none of the timers by which a real group forgets its keys.
 */
const groupOf = (options: Bottleneck.ConstructorOptions): Bottleneck.Group => {
  const limiter = new Bottleneck(options);
  return { key: () => limiter } as unknown as Bottleneck.Group;
};

export type Pacing = {
  /** The throttling plugin's options. Its defaults are one write and one GraphQL query a second: far below the limits. */
  readonly groups: Readonly<Record<'global' | 'auth' | 'write' | 'notifications', Bottleneck.Group>>;
  /** Waits until a call of this kind is within the allowance. */
  readonly wait: (method: string, url: string) => Promise<void>;
};

/** The limiters of one installation; made once for each, so that none waits for another. */
export const toPacing = (pace: Pace): Pacing => ({
  groups: {
    global: groupOf({ maxConcurrent: concurrent }),
    auth: groupOf({ maxConcurrent: 1 }),
    write: groupOf({}),
    notifications: groupOf(pace === 'documented' ? { minTime: millisecondsBetweenComments } : {}),
  },
  wait: pace === 'documented' ? toWait() : async () => {},
});

const toWait = (): Pacing['wait'] => {
  const rest = allowance(900);
  const graphql = allowance(2000);
  const nothing = async (): Promise<void> => {};
  return (method, url) => {
    if (url.endsWith('/graphql')) return graphql.schedule({ weight: 1 }, nothing);
    return rest.schedule({ weight: method === 'GET' || method === 'HEAD' ? 1 : 5 }, nothing);
  };
};
