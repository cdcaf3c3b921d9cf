import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLFormattedError,
  getNamedType,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  Source,
  validate,
} from 'graphql';
import { ApiError, notImplemented, type SimulatorRequest, type SimulatorResponse } from '../exchange.ts';
import type { World } from '../state.ts';
import { authorized } from './access.ts';
import { costOf } from './cost.ts';
import { findUnimplemented } from './coverage.ts';
import { type Arguments, type GraphqlContext, isGiven } from './field.ts';
import { GraphqlProblem, UnimplementedField } from './graphql-problem.ts';
import { findImplementation } from './resolvers.ts';
import { readSchema } from './schema.ts';

const PAGE_LIMIT = 100;

/**
 * Answers `POST /api/graphql` over the world, on GitHub's published schema. Errors of the query are 200 with `errors`,
 * as GitHub answers. @throws ApiError 501 naming every field and argument that the simulator does not implement.
 */
export async function handleGraphql(world: World, request: SimulatorRequest): Promise<SimulatorResponse> {
  if (request.caller.kind === 'anonymous') throw new ApiError(401, 'This endpoint requires you to be authenticated.');
  if (request.caller.kind === 'app') throw new ApiError(403, 'Resource not accessible by integration');
  const { query, variables, operationName } = readBody(request.body);
  const prepared = prepare(query);
  if ('errors' in prepared) return answer(prepared);
  const operation = getOperationAST(prepared.document, operationName);
  if (!isGiven(operation)) return answer({ errors: [new GraphQLError('An operation name is required')] });
  if (prepared.unimplemented.length > 0) throw notImplemented(`GraphQL ${prepared.unimplemented.join(', ')}`);
  return run(world, request, prepared.document, operation, variables);
}

type Prepared = { document: DocumentNode; unimplemented: string[] } | { errors: readonly GraphQLError[] };

/** Queries seen before: validating one takes longer than answering it. */
const preparedQueries = new Map<string, Prepared>();
const REMEMBERED_QUERIES = 200;

function prepare(query: string): Prepared {
  const known = preparedQueries.get(query);
  if (known !== undefined) return known;
  const prepared = parseAndValidate(query);
  if (preparedQueries.size >= REMEMBERED_QUERIES) preparedQueries.clear();
  preparedQueries.set(query, prepared);
  return prepared;
}

function parseAndValidate(query: string): Prepared {
  const document = parseQuery(query);
  if (document instanceof GraphQLError) return { errors: [document] };
  const errors = validate(readSchema(), document);
  return errors.length > 0 ? { errors } : { document, unimplemented: findUnimplemented(readSchema(), document) };
}

async function run(
  world: World,
  { caller }: SimulatorRequest,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variableValues: Record<string, unknown>,
): Promise<SimulatorResponse> {
  const schema = readSchema();
  let cost: { cost: number; nodeCount: number };
  try {
    cost = costOf(schema, document, operation, variableValues);
  } catch (error) {
    if (error instanceof GraphqlProblem) return answer({ errors: [error] });
    throw error;
  }
  const contextValue: GraphqlContext = { world, caller, ...cost };
  const operationName = operation.name?.value;
  const result = await execute({
    schema,
    document,
    contextValue,
    variableValues,
    ...(operationName === undefined ? {} : { operationName }),
    fieldResolver: resolveField,
    typeResolver: (value) => (value as { kind: string }).kind,
  });
  const causes = (result.errors ?? []).map((error) => error.originalError);
  const missing = causes.filter((cause) => cause instanceof UnimplementedField);
  if (missing.length > 0)
    throw notImplemented(`GraphQL ${[...new Set(missing.map((one) => one.fieldName))].join(', ')}`);
  // Anything that is neither GitHub's answer nor a fault of the query is a fault of the simulator: say so loudly.
  const fault = causes.find(
    (cause) => cause instanceof Error && !(cause instanceof GraphQLError) && !(cause instanceof ApiError),
  );
  if (fault !== undefined) throw fault;
  return answer(result);
}

const resolveField: GraphQLFieldResolver<unknown, GraphqlContext> = (source, args, context, info) => {
  const typeName = info.parentType.name;
  const implementation = findImplementation(typeName, info.fieldName);
  if (implementation === null) throw new UnimplementedField(`${typeName}.${info.fieldName}`);
  if (getNamedType(info.returnType).name.endsWith('Connection')) checkPages(info.fieldName, args as Arguments);
  return authorizeResult(context, implementation.resolve(source as never, args as Arguments, context));
};

/** Nodes of a list are judged one by one: what may not be read is null in its place, with an error of its own. */
function authorizeResult(context: GraphqlContext, value: unknown): unknown {
  if (!Array.isArray(value)) return authorized(context, value);
  return value.map((item: unknown) => {
    try {
      return authorized(context, item);
    } catch (problem) {
      if (problem instanceof GraphqlProblem) return problem;
      throw problem;
    }
  });
}

/** GitHub refuses a connection without `first` or `last`, and pages of more than 100. */
function checkPages(name: string, args: Arguments): void {
  if (!isGiven(args.first) && !isGiven(args.last)) {
    throw new GraphqlProblem(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  }
  for (const bound of ['first', 'last'] as const) {
    const value = args[bound];
    if (typeof value !== 'number') continue;
    if (value < 0) {
      throw new GraphqlProblem(
        'INVALID_PAGINATION_BOUNDARIES',
        `\`${bound}\` on the \`${name}\` connection cannot be less than zero.`,
      );
    }
    if (value > PAGE_LIMIT) {
      throw new GraphqlProblem(
        'EXCESSIVE_PAGINATION',
        `Requesting ${value} records on the \`${name}\` connection exceeds the \`${bound}\` limit of ${PAGE_LIMIT} records.`,
      );
    }
  }
}

function readBody(body: unknown): { query: string; variables: Record<string, unknown>; operationName: string | null } {
  const { query, variables, operationName } = (body ?? {}) as Record<string, unknown>;
  if (typeof query !== 'string' || query.trim() === '') {
    throw new ApiError(400, 'A query attribute must be specified and must be a string.');
  }
  return {
    query,
    variables: typeof variables === 'object' && variables !== null ? { ...variables } : {},
    operationName: typeof operationName === 'string' ? operationName : null,
  };
}

function parseQuery(query: string): DocumentNode | GraphQLError {
  try {
    return parse(new Source(query, 'query'));
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function answer({ data, errors }: ExecutionResult): SimulatorResponse {
  const body = {
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined || errors.length === 0 ? {} : { errors: errors.map(toGithubError) }),
  };
  return { status: 200, body };
}

const TYPES: Record<number, string> = { 403: 'FORBIDDEN', 404: 'NOT_FOUND' };

/** GitHub puts an error's `type` beside its message. */
function toGithubError(error: GraphQLError): GraphQLFormattedError & { type?: string } {
  const problem = error instanceof GraphqlProblem ? error : error.originalError;
  const formatted = error.toJSON();
  if (problem instanceof GraphqlProblem) return { type: problem.type, ...formatted };
  return problem instanceof ApiError ? { type: TYPES[problem.status] ?? 'UNPROCESSABLE', ...formatted } : formatted;
}
