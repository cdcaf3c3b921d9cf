import { z } from 'zod';
import { deleteBodyEdit } from '../actions/body-edits.ts';
import { findCheckRun, requestAction } from '../actions/checks.ts';
import { linkIssue, unlinkIssue } from '../actions/closing-references.ts';
import { pushRefs } from '../actions/git.ts';
import { deleteIssue, transferIssue } from '../actions/issues.ts';
import { findQueue } from '../actions/merge-queue.ts';
import { pushTag } from '../actions/tags.ts';
import { ApiError } from '../exchange.ts';
import { VERIFICATION_REASONS } from '../signatures.ts';
import { type Handler, parse } from './parse.ts';
import { actAs, place, repositoryName, repositoryNamed, requireIssue, requirePull } from './places.ts';

const linkShape = z.strictObject({ user: z.string(), pull_request: place, issue: place });

const link: Handler = (world, body) => {
  const parsed = parse(linkShape, body);
  linkIssue(
    world,
    actAs(world, parsed.user),
    requirePull(world, parsed.pull_request),
    requireIssue(world, parsed.issue),
  );
  return {};
};

const unlink: Handler = (world, body) => {
  const parsed = parse(linkShape, body);
  unlinkIssue(
    world,
    actAs(world, parsed.user),
    requirePull(world, parsed.pull_request),
    requireIssue(world, parsed.issue),
  );
  return {};
};

const pressAction: Handler = (world, body) => {
  const shape = z.strictObject({
    user: z.string(),
    repository: repositoryName,
    check_run_id: z.int(),
    identifier: z.string(),
  });
  const parsed = parse(shape, body);
  const run = findCheckRun(repositoryNamed(world, parsed.repository), parsed.check_run_id);
  requestAction(world, actAs(world, parsed.user), run, parsed.identifier);
  return {};
};

const push: Handler = (world, body) => {
  const update = z.strictObject({ ref: z.string(), sha: z.string().nullable(), force: z.boolean().default(false) });
  const parsed = parse(
    z.strictObject({ user: z.string(), repository: repositoryName, refs: z.array(update).min(1) }),
    body,
  );
  const updates = parsed.refs.map(({ ref, sha, force }) => ({ ref, after: sha, force }));
  pushRefs(world, actAs(world, parsed.user), repositoryNamed(world, parsed.repository), updates);
  return {};
};

const verificationShape = z
  .strictObject({ verified: z.boolean(), reason: z.enum(VERIFICATION_REASONS) })
  .refine(({ verified, reason }) => verified === (reason === 'valid'), 'verified is what the reason "valid" says');

const pushTagAs: Handler = (world, body) => {
  const shape = z.strictObject({
    user: z.string(),
    repository: repositoryName,
    tag: z.string().min(1),
    sha: z.string(),
    message: z.string().optional(),
    force: z.boolean().default(false),
    verification: verificationShape.optional(),
  });
  const { user, repository: name, ...tag } = parse(shape, body);
  return { sha: pushTag(world, actAs(world, user), repositoryNamed(world, name), tag) };
};

const transfer: Handler = (world, body) => {
  const parsed = parse(z.strictObject({ user: z.string(), issue: place, to: repositoryName }), body);
  const moved = transferIssue(
    world,
    actAs(world, parsed.user),
    requireIssue(world, parsed.issue),
    repositoryNamed(world, parsed.to),
  );
  return { repository: parsed.to, number: moved.number };
};

const removeIssue: Handler = (world, body) => {
  const parsed = parse(z.strictObject({ user: z.string(), issue: place }), body);
  deleteIssue(world, actAs(world, parsed.user), requireIssue(world, parsed.issue));
  return {};
};

const removeEdit: Handler = (world, body) => {
  const parsed = parse(z.strictObject({ user: z.string(), node_id: z.string() }), body);
  deleteBodyEdit(world, actAs(world, parsed.user).user, parsed.node_id);
  return {};
};

const setMergeQueue: Handler = (world, body) => {
  const shape = z.strictObject({
    repository: repositoryName,
    branch: z.string().optional(),
    paused: z.boolean().optional(),
    together: z.boolean().optional(),
  });
  const { repository: name, branch, paused, together } = parse(shape, body);
  const repository = repositoryNamed(world, name);
  const queue = findQueue(world, repository, branch ?? repository.defaultBranch);
  if (queue === null) throw new ApiError(422, `${name} has no rule that asks for a merge queue there`);
  Object.assign(queue, {
    ...(paused === undefined ? {} : { paused }),
    ...(together === undefined ? {} : { together }),
  });
  return { branch: queue.branch, paused: queue.paused, together: queue.together, entries: queue.entries.length };
};

/** What happens on GitHub and its REST has no path for: mostly what people do in the browser. */
export const actHandlers: Record<string, Handler> = {
  'POST /links': link,
  'DELETE /links': unlink,
  'POST /check-runs/requested-action': pressAction,
  'POST /push': push,
  'POST /tags': pushTagAs,
  'POST /issues/transfer': transfer,
  'POST /issues/delete': removeIssue,
  'POST /body-edits/delete': removeEdit,
  'PUT /merge-queues': setMergeQueue,
};
