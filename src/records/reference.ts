/** How records and code are named across repositories. */
export type RepositoryRef = { readonly owner: string; readonly name: string };
export type IssueRef = RepositoryRef & { readonly number: number };
