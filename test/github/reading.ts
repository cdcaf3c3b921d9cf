import nock from 'nock';
import type { Fact, IssueFacts, Link } from '../../src/decision/facts.ts';
import type { GitHubFault } from '../../src/github/faults.ts';
import { type PullRequestReading, readPullRequest } from '../../src/github/read-pull-request.ts';
import { answerFrom, connection, type Data, grantToken, issue, push, toClient, toMemory, world } from './stand-in.ts';

/** Readings of one pull request from the stand-in, and what goes wrong in them. */

export const ref = { owner: 'acme', name: 'pump', number: 7 };

export const setUp = (): void => {
  nock.disableNetConnect();
  grantToken();
};

export const tearDown = (): void => {
  nock.cleanAll();
  nock.enableNetConnect();
};

/** A memory that knows the holders already. */
export const warm = (pushes = [push], over: Parameters<typeof toMemory>[1] = {}) => {
  const memory = toMemory(pushes, over);
  memory.holders.set('team:acme/safety', []);
  memory.holders.set('user:bob', []);
  return memory;
};

export const read = (root: Data, memory = warm()): Promise<PullRequestReading> => {
  answerFrom(root);
  return readPullRequest(toClient(), ref, memory);
};

const linked = async (over: Data, memory = warm()): Promise<Fact<Link>> => {
  const { facts } = await read(world({ closingIssuesReferences: connection([issue(1, over)]) }), memory);
  if (!facts.links.known) return facts.links;
  const [link] = facts.links.value;
  if (link === undefined) throw new Error('no link');
  return { known: true, value: link };
};

/** The facts of an issue that the pull request closes. */
export const issueOf = async (over: Data, memory = warm()): Promise<IssueFacts> => {
  const link = await linked(over, memory);
  if (!link.known || !link.value.issue.known) throw new Error('the issue is unknown');
  return link.value.issue.value;
};

export const failing = async (reading: Promise<unknown>): Promise<GitHubFault> => {
  try {
    await reading;
  } catch (error) {
    return error as GitHubFault;
  }
  throw new Error('nothing was thrown');
};
