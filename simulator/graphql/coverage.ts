import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type FieldImplementation, isGiven } from './field.ts';
import { findImplementation } from './resolvers.ts';

/**
 * `Type.field` (or `Type.field(argument:)`) of everything in a valid document that the simulator does not implement;
 * empty when it implements all of it. A field asked for on an interface must be implemented by one of its types; that
 * the object met is one of those is seen when executing (see execute in handle-graphql.ts).
 */
export function findUnimplemented(schema: GraphQLSchema, document: DocumentNode): string[] {
  const found = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field(node) {
        const parent = getNamedType(typeInfo.getParentType());
        // `__schema`, `__type` and `__typename` are graphql-js's own.
        if (!isGiven(parent) || node.name.value.startsWith('__')) return undefined;
        for (const missing of missingOf(schema, parent as GraphQLCompositeType, node)) found.add(missing);
        return parent.name.startsWith('__') ? false : undefined;
      },
    }),
  );
  return [...found];
}

function missingOf(schema: GraphQLSchema, parent: GraphQLCompositeType, node: FieldNode): string[] {
  const name = node.name.value;
  if (parent.name.startsWith('__')) return [];
  const types = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
  const implementations = types
    .map((type) => findImplementation(type.name, name))
    .filter((implementation): implementation is FieldImplementation<never> => implementation !== null);
  if (implementations.length === 0) return [`${parent.name}.${name}`];
  return (node.arguments ?? [])
    .map((argument) => argument.name.value)
    .filter((argument) => !implementations.some(({ args }) => args.includes(argument)))
    .map((argument) => `${parent.name}.${name}(${argument}:)`);
}
