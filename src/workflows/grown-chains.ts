import type { CopiedTo } from '../evidence/mirrored.ts';
import type { CoveredChain } from '../ledger/checkpoints.ts';
import type { RepositoryRef } from '../records/reference.ts';

/** A chain of which the mirror lacks the end; `copied`: how far it goes there, null when nothing is there yet. */
export type Grown = { readonly chain: CoveredChain; readonly copied: CopiedTo | null };

/** A chain that the mirror holds, and that the ledger does not go on from: it has fewer entries, or other ones. */
export type Broken = { readonly repository: string; readonly mirrored: number; readonly ledger: number };

/**
 * Compares the chains of the mirror's owner with what the mirror holds of them. Left out are other owners', whose readers are
 * others, and the mirror's own, which would grow by being mirrored.
 */
export const compareChains = (
  { owner, name }: RepositoryRef,
  covered: readonly CoveredChain[],
  mirrored: ReadonlyMap<string, CopiedTo>,
): { readonly grown: Grown[]; readonly broken: readonly Broken[] } => {
  const [prefix, own] = [`${owner}/`.toLowerCase(), `${owner}/${name}`.toLowerCase()];
  const chains = covered.filter(({ repository }) => repository.startsWith(prefix) && repository !== own);
  const present = new Map(chains.map((chain) => [chain.repository, chain]));
  const broken = [...mirrored].flatMap(([repository, { entries, head }]): readonly Broken[] => {
    const chain = present.get(repository);
    const ledger = chain?.entries ?? 0;
    const isThere = ledger > entries || (ledger === entries && chain?.head === head);
    return isThere ? [] : [{ repository, mirrored: entries, ledger }];
  });
  const grown = chains
    .map((chain): Grown => ({ chain, copied: mirrored.get(chain.repository) ?? null }))
    .filter(({ chain, copied }) => chain.entries > (copied?.entries ?? 0));
  return { grown, broken };
};
