import { type Bundle, createAttestation, listAttestations } from '../actions/attestations.ts';
import { notFound, type SimulatorResponse } from '../exchange.ts';
import { requireRepository, toRead } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import type { Attestation } from '../state.ts';
import { restUrl } from '../world.ts';
import { bodyOf, created } from './answers.ts';

const ATTESTATIONS = '/repos/{owner}/{repo}/attestations';

/** By cursor, unlike other lists: `after` and `before` name the last and the first of another page. */
function pageOf(context: RouteContext, all: Attestation[]) {
  const { query, path } = context.request;
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const placeOf = (name: string) => all.findIndex((one) => one.nodeId === query.get(name));
  const before = query.has('before') ? Math.max(placeOf('before'), 0) : null;
  const from = before === null ? placeOf('after') + 1 : Math.max(0, before - size);
  const page = all.slice(from, before ?? from + size);
  const link = (name: string, at: number, rel: string) => {
    const search = new URLSearchParams(query);
    for (const old of ['after', 'before']) search.delete(old);
    search.set(name, page.at(at)?.nodeId ?? '');
    return `<${restUrl(context.world, path)}?${search.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(from > 0 ? [link('before', 0, 'prev')] : []),
    ...(from + page.length < all.length ? [link('after', -1, 'next')] : []),
  ];
  return { page, headers: links.length > 0 ? { link: links.join(', ') } : {} };
}

function getAttestations(context: RouteContext): SimulatorResponse {
  const { world, request, params } = context;
  const repository = requireRepository(world, request.caller, params, toRead('attestations'));
  const all = listAttestations(repository, params['subject_digest'] ?? '', request.query.get('predicate_type'));
  if (all.length === 0) throw notFound();
  const { page, headers } = pageOf(context, all);
  const attestations = page.map(({ bundle }) => ({ bundle, repository_id: repository.id, initiator: 'user' }));
  return { status: 200, headers, body: { attestations } };
}

export const attestationRoutes = [
  route('GET', `${ATTESTATIONS}/{subject_digest}`, getAttestations),
  route('POST', ATTESTATIONS, (context) => {
    const { world, request, params } = context;
    const repository = requireRepository(world, request.caller, params);
    const { bundle } = bodyOf<{ bundle: Bundle }>(context);
    return created({ id: createAttestation(world, request.caller, repository, bundle).id });
  }),
];
