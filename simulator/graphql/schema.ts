import { readFileSync } from 'node:fs';
import { buildASTSchema, concatAST, extendSchema, type GraphQLSchema, parse } from 'graphql';

let built: GraphQLSchema | undefined;

/** GitHub's published schema with `schema-additions.graphql`; built once, when first asked for (about half a second). */
export function readSchema(): GraphQLSchema {
  if (built === undefined) {
    const published = parse(read('../../node_modules/@octokit/graphql-schema/schema.graphql'), { noLocation: true });
    const additions = parse(read('schema-additions.graphql'), { noLocation: true });
    const types = additions.definitions.filter((definition) => definition.kind.endsWith('TypeDefinition'));
    const extensions = additions.definitions.filter((definition) => !types.includes(definition));
    const options = { assumeValid: true, assumeValidSDL: true };
    const base = buildASTSchema(concatAST([published, { ...additions, definitions: types }]), options);
    built = extendSchema(base, { ...additions, definitions: extensions }, options);
  }
  return built;
}

// The package exports its schema only beside 5 MB of JSON, so the file is read where npm puts it.
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
