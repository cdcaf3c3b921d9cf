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

/** The limiters that the throttling plugin takes; made anew for each installation, so that none waits for another. */
export const toThrottleGroups = (pace: Pace) => ({
  global: new Bottleneck.Group({ maxConcurrent: concurrent }),
  auth: new Bottleneck.Group({ maxConcurrent: 1 }),
  // The plugin's default is one write and one GraphQL query a second, far below what GitHub asks for.
  write: new Bottleneck.Group({}),
  notifications: new Bottleneck.Group(pace === 'documented' ? { minTime: millisecondsBetweenComments } : {}),
});

/** Waits until a call of this kind is within the allowance. */
export const toPacer = (pace: Pace): ((method: string, url: string) => Promise<void>) => {
  if (pace === 'unlimited') return async () => {};
  const rest = allowance(900);
  const graphql = allowance(2000);
  const nothing = async (): Promise<void> => {};
  return (method, url) => {
    if (url.endsWith('/graphql')) return graphql.schedule({ weight: 1 }, nothing);
    return rest.schedule({ weight: method === 'GET' || method === 'HEAD' ? 1 : 5 }, nothing);
  };
};
