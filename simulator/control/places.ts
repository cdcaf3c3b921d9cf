import { z } from 'zod';
import { ApiError, notFound } from '../exchange.ts';
import type { Caller, Issue, PullRequest, Repository, World } from '../state.ts';
import { findRepository, requireUser } from '../world.ts';

export const repositoryName = z.string().regex(/^[^/]+\/[^/]+$/, 'owner/name');

export function repositoryNamed(world: World, name: string): Repository {
  const [owner = '', repo = ''] = name.split('/');
  const repository = findRepository(world, owner, repo);
  if (repository === null) throw notFound();
  return repository;
}

function issueOf(world: World, where: { repository: string; number: number }): Issue | PullRequest {
  const found = repositoryNamed(world, where.repository).issues.get(where.number);
  if (found === undefined) throw notFound();
  return found;
}

export function requireIssue(world: World, where: { repository: string; number: number }): Issue {
  const issue = issueOf(world, where);
  if (issue.kind !== 'Issue') throw new ApiError(422, `#${where.number} is a pull request`);
  return issue;
}

export function requirePull(world: World, where: { repository: string; number: number }): PullRequest {
  const pull = issueOf(world, where);
  if (pull.kind !== 'PullRequest') throw new ApiError(422, `#${where.number} is not a pull request`);
  return pull;
}

/** What a person does in the browser and GitHub's REST has no path for. A step of the clock each, as any other act. */
export function actAs(world: World, login: string): Caller & { kind: 'user' } {
  world.clock.step();
  return { kind: 'user', user: requireUser(world, login) };
}

export const place = z.strictObject({ repository: repositoryName, number: z.int().positive() });
