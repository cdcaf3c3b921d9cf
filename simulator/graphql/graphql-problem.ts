import { GraphQLError } from 'graphql';

/** An error as GitHub reports it, with its `type` beside the message: `NOT_FOUND`, `FORBIDDEN`, … */
export class GraphqlProblem extends GraphQLError {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.name = 'GraphqlProblem';
    this.type = type;
  }
}

export const notFoundProblem = (what: string): GraphqlProblem =>
  new GraphqlProblem('NOT_FOUND', `Could not resolve to ${what}.`);

/** GitHub's answer to an App without the permission; people get the second wording. */
export const forbiddenProblem = (by: 'installation' | 'person'): GraphqlProblem =>
  new GraphqlProblem(
    'FORBIDDEN',
    by === 'installation'
      ? 'Resource not accessible by integration'
      : 'You do not have permission to view this resource.',
  );

/** Raised while executing when an object's type lacks the field: the whole request is answered 501. */
export class UnimplementedField extends Error {
  readonly fieldName: string;
  constructor(fieldName: string) {
    super(`${fieldName} is not implemented`);
    this.name = 'UnimplementedField';
    this.fieldName = fieldName;
  }
}
