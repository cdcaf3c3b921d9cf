import { z } from 'zod';
import { type Fact, known, unknown } from '../../decision/facts.ts';
import type { TagRule } from '../../decision/release/release-facts.ts';
import { matchesWildcards } from '../../policy/wildcards.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import { releaseCheckName } from '../check-run.ts';
import type { InstallationClient } from '../clients.ts';
import { orUnknown } from '../faults.ts';
import { toShape } from '../graphql.ts';

/** Each takes a request. */
const mostRulesets = 20;

const listed = z.array(
  z.looseObject({ id: z.int(), name: z.string(), target: z.string().nullish(), enforcement: z.string() }),
);

const ruleset = z.looseObject({
  bypass_actors: z
    .array(z.looseObject({ actor_id: z.int().nullish(), actor_type: z.string(), bypass_mode: z.string().optional() }))
    .optional(),
  conditions: z
    .looseObject({
      ref_name: z
        .looseObject({ include: z.array(z.string()).optional(), exclude: z.array(z.string()).optional() })
        .optional(),
    })
    .nullish(),
  rules: z.array(
    z.looseObject({
      type: z.string(),
      parameters: z
        .looseObject({
          required_status_checks: z
            .array(z.looseObject({ context: z.string(), integration_id: z.int().nullish() }))
            .optional(),
        })
        .optional(),
    }),
  ),
});

/** The rules of active rulesets on tags of this name that stop a tag. @throws GitHubFault when it may succeed later. */
export const readTagRules = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  tag: string,
): Promise<Fact<readonly TagRule[]>> =>
  orUnknown('the App may not see its rulesets', what, async () => {
    const place = { owner, repo: name };
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/rulesets', {
      ...place,
      includes_parents: true,
      targets: 'tag',
      per_page: 100,
    });
    const active = toShape(what, listed, data).filter(
      ({ target, enforcement }) => target === 'tag' && enforcement === 'active',
    );
    if (active.length > mostRulesets) return unknown(`there are more than ${mostRulesets} rulesets on tags`);
    const rules: TagRule[] = [];
    for (const { id, name: title } of active) {
      const { data: whole } = await client.octokit.request('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
        ...place,
        ruleset_id: id,
      });
      const { conditions, rules: its, bypass_actors: actors } = toShape(what, ruleset, whole);
      if (!covers(conditions?.ref_name ?? {}, tag)) continue;
      const bypass =
        actors === undefined
          ? unknown('GitHub shows it to whoever may edit the ruleset')
          : known(actors.map(({ actor_type, actor_id }) => `${actor_type} ${actor_id ?? ''}`.trim()));
      rules.push(...its.flatMap((rule) => toTagRules(rule, { ruleset: { id, name: title }, bypass }, client.appId)));
    }
    return known(rules);
  });

type Names = { readonly include?: readonly string[] | undefined; readonly exclude?: readonly string[] | undefined };

const covers = ({ include = [], exclude = [] }: Names, tag: string): boolean => {
  const fits = (pattern: string): boolean =>
    pattern === '~ALL' || matchesWildcards(pattern.replace(/^refs\/tags\//, ''), tag);
  return include.some(fits) && !exclude.some(fits);
};

const toTagRules = (
  { type, parameters }: z.infer<typeof ruleset>['rules'][number],
  of: Pick<TagRule, 'ruleset' | 'bypass'>,
  appId: number,
): readonly TagRule[] => {
  if (type === 'creation') return [{ ...of, asks: 'creation' }];
  return (parameters?.required_status_checks ?? [])
    .filter(({ context }) => context === releaseCheckName)
    .map(({ integration_id: app }): TagRule => ({ ...of, asks: app === appId ? 'check' : 'forgeable-check' }));
};
