import type { Identified } from './identified.ts';
import type { Repository } from './repositories.ts';

export type Rule = { type: string; parameters?: Record<string, unknown> };
export type Ruleset = Identified & {
  kind: 'RepositoryRuleset';
  repository: Repository;
  name: string;
  target: 'branch' | 'tag' | 'push';
  enforcement: 'active' | 'disabled' | 'evaluate';
  refName: { include: string[]; exclude: string[] };
  rules: Rule[];
  bypassActors: { actorId: number | null; actorType: string; bypassMode: 'always' | 'pull_request' | 'exempt' }[];
  createdAt: string;
  updatedAt: string;
};
