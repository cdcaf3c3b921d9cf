import { notFound } from '../exchange.ts';
import type { Actor, BodyEdit, World, Written } from '../state.ts';
import { register } from '../world.ts';

/**
 * Replaces a body and lets its history grow as on GitHub: the first edit adds two revisions, the original and the
 * edit, each with the full body. Oldest first here; GraphQL lists the newest first.
 * @returns whether anything changed.
 */
export function editBody(world: World, written: Written, editor: Actor, body: string): boolean {
  if (body === written.body) return false;
  const now = world.clock.now();
  if (written.edits.length === 0)
    written.edits.push(toRevision(world, written.author, written.createdAt, written.body));
  written.edits.push(toRevision(world, editor, now, body));
  written.body = body;
  written.updatedAt = now;
  return true;
}

function toRevision(world: World, editor: Actor | null, at: string, body: string): BodyEdit {
  return register(world, {
    kind: 'UserContentEdit',
    editor,
    editedAt: at,
    createdAt: at,
    diff: body,
    deletedAt: null,
    deletedBy: null,
  });
}

/** Deletes one revision's content; that it was there stays visible. @throws ApiError 404 for an unknown node id. */
export function deleteBodyEdit(world: World, actor: Actor, nodeId: string): BodyEdit {
  const edit = world.nodes.get(nodeId);
  if (edit?.kind !== 'UserContentEdit') throw notFound();
  edit.diff = null;
  edit.deletedAt = world.clock.now();
  edit.deletedBy = actor;
  return edit;
}
