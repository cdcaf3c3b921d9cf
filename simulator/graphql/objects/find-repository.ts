import { canSee } from '../../permissions.ts';
import type { Repository } from '../../state.ts';
import { findRepository } from '../../world.ts';
import type { GraphqlContext } from '../field.ts';
import { notFoundProblem } from '../graphql-problem.ts';

/** @throws GraphqlProblem NOT_FOUND, also when the caller may not see the repository, as GitHub answers. */
export function findRepositoryFor({ world, caller }: GraphqlContext, owner: string, name: string): Repository {
  const repository = findRepository(world, owner, name);
  if (repository === null || !canSee(world, caller, repository)) {
    throw notFoundProblem(`a Repository with the name '${owner}/${name}'`);
  }
  return repository;
}
