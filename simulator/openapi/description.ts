/** A JSON Schema; components are referred to as `github:NAME`. */
export type Schema = boolean | { [keyword: string]: unknown };

export type Operation = {
  parameters: { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }[];
  /** Null when the operation takes no JSON body. */
  body: { required: boolean; schema: Schema } | null;
  /** By status code; null where GitHub's description gives no JSON schema for that answer. */
  responses: Record<string, Schema | null>;
};

/** What `extract.ts` keeps of GitHub's OpenAPI description, as `github-openapi.json`. */
export type Description = {
  /** Where it comes from and its version. */
  source: string;
  /** By `METHOD path`. */
  operations: Record<string, Operation>;
  /** The components that the operations reach. */
  schemas: Record<string, Schema>;
};
