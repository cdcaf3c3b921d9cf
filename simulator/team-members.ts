import type { Team, User, World } from './state.ts';

export type TeamMember = { user: User; role: 'maintainer' | 'member'; state: 'active' | 'pending' };

/** A team's members with those of all its child teams, as GitHub lists them; a direct membership wins over a child's. */
export function listTeamMembers(world: World, team: Team): TeamMember[] {
  const children = world.teams.filter((one) => one.parent === team);
  const inherited = children
    .flatMap((child) => listTeamMembers(world, child))
    .map((one) => ({ ...one, role: 'member' as const }));
  const byUser = new Map<number, TeamMember>();
  for (const member of [...inherited, ...team.members.values()]) byUser.set(member.user.id, member);
  return [...byUser.values()];
}
