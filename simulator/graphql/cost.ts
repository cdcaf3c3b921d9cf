import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { isGiven } from './field.ts';
import { GraphqlProblem } from './graphql-problem.ts';

const NODE_LIMIT = 500_000;

type Totals = { requests: number; nodes: number };
type Walk = {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
  totals: Totals;
};

/**
 * What a query costs by GitHub's published rule: the requests that its connections need, assuming that every page is
 * full, divided by 100 and rounded, at least 1; and the nodes that it may reach.
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 * @throws GraphqlProblem MAX_NODE_LIMIT_EXCEEDED beyond 500,000 nodes.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): { cost: number; nodeCount: number } {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const walk: Walk = {
    schema,
    fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
    variables: { ...defaultsOf(operation), ...variables },
    totals: { requests: 1, nodes: 0 },
  };
  const root = schema.getRootType(operation.operation);
  if (isGiven(root)) visitSelections(walk, root, operation.selectionSet, 1);
  return { cost: Math.max(1, Math.round(walk.totals.requests / 100)), nodeCount: walk.totals.nodes };
}

function defaultsOf(operation: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    (operation.variableDefinitions ?? [])
      .filter((definition) => definition.defaultValue !== undefined)
      .map((definition) => [
        definition.variable.name.value,
        definition.defaultValue === undefined ? undefined : valueFromASTUntyped(definition.defaultValue),
      ]),
  );
}

/** `parents` is how many objects of `type` there may be. */
function visitSelections(walk: Walk, type: GraphQLOutputType, selections: SelectionSetNode, parents: number): void {
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) {
      visitField(walk, type, selection, parents);
    } else {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      const inner = condition === undefined ? type : (walk.schema.getType(condition) as GraphQLOutputType);
      if (fragment !== undefined) visitSelections(walk, inner, fragment.selectionSet, parents);
    }
  }
}

function visitField(walk: Walk, type: GraphQLOutputType, node: FieldNode, parents: number): void {
  const named = getNamedType(type);
  const field = isObjectType(named) || isInterfaceType(named) ? named.getFields()[node.name.value] : undefined;
  if (field === undefined || node.selectionSet === undefined) return;
  const size = pageSizeOf(walk, node);
  if (size !== null && getNamedType(field.type).name.endsWith('Connection')) {
    walk.totals.requests += parents;
    walk.totals.nodes += parents * size;
    if (walk.totals.nodes > NODE_LIMIT) throw tooManyNodes(node, walk.totals.nodes);
    visitSelections(walk, getNamedType(field.type) as GraphQLOutputType, node.selectionSet, parents * size);
    return;
  }
  visitSelections(walk, getNamedType(field.type) as GraphQLOutputType, node.selectionSet, parents);
}

/** The `first` or `last` of a connection; null when it gives none. */
function pageSizeOf(walk: Walk, node: FieldNode): number | null {
  for (const argument of node.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
    const value = valueFromASTUntyped(argument.value, walk.variables);
    if (typeof value === 'number') return value;
  }
  return null;
}

function tooManyNodes(node: FieldNode, nodes: number): GraphqlProblem {
  const count = (value: number) => value.toLocaleString('en-US');
  return new GraphqlProblem(
    'MAX_NODE_LIMIT_EXCEEDED',
    `This query requests up to ${count(nodes)} possible nodes which exceeds the maximum limit of ${count(NODE_LIMIT)}. ` +
      `It traverses to the ${node.name.value} connection.`,
  );
}
