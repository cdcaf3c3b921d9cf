import { ApiError, notFound, validationFailed } from '../exchange.ts';
import { actorOf, authorize, isAllowed, toWrite } from '../permissions.ts';
import { renderLabel } from '../rest/render/issue.ts';
import type { Caller, Issue, Label, PullRequest, Repository, World } from '../state.ts';
import { emitIssue, emitLabel } from '../webhooks/events.ts';
import { register } from '../world.ts';
import { addEvent } from './timeline.ts';

/** Labels are told apart without regard to case. */
export const findLabel = (repository: Repository, name: string): Label | null =>
  repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase()) ?? null;

type LabelFields = { name: string; color?: string; description?: string | null };

/** Makes a label without asking for permission or telling anybody: for seeding and for `createLabel`. */
export function insertLabel(world: World, repository: Repository, fields: LabelFields): Label {
  if (findLabel(repository, fields.name) !== null) throw validationFailed('Label', 'name', 'already_exists');
  const now = world.clock.now();
  const label: Label = register(world, {
    kind: 'Label',
    repository,
    name: fields.name,
    color: (fields.color ?? 'ededed').replace(/^#/, '').toLowerCase(),
    description: fields.description ?? null,
    isDefault: false,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  });
  repository.labels.push(label);
  return label;
}

export function createLabel(world: World, caller: Caller, repository: Repository, fields: LabelFields): Label {
  authorize(world, caller, repository, toWrite('write', 'issues', 'pull_requests'));
  const label = insertLabel(world, repository, fields);
  emitLabel(world, label, 'created', actorOf(caller));
  return label;
}

/** Renames or recolours. Old label events show the new name: what they meant when they happened is gone, as on GitHub. */
export function updateLabel(
  world: World,
  caller: Caller,
  label: Label,
  fields: { name?: string; color?: string; description?: string | null },
): void {
  authorize(world, caller, label.repository, toWrite('write', 'issues', 'pull_requests'));
  const other = fields.name === undefined ? null : findLabel(label.repository, fields.name);
  if (other !== null && other !== label) throw validationFailed('Label', 'name', 'already_exists');
  const changes: Record<string, { from: string }> = {};
  for (const key of ['name', 'color', 'description'] as const) {
    const value = fields[key];
    if (value === undefined || value === label[key]) continue;
    changes[key] = { from: label[key] ?? '' };
    if (key === 'description') label.description = value;
    else if (value !== null) label[key] = value;
  }
  if (Object.keys(changes).length === 0) return;
  label.updatedAt = world.clock.now();
  emitLabel(world, label, 'edited', actorOf(caller), { changes });
}

/** Deletes a label and takes it off every issue, without an event in their timelines, as GitHub does. */
export function deleteLabel(world: World, caller: Caller, label: Label): void {
  authorize(world, caller, label.repository, toWrite('write', 'issues', 'pull_requests'));
  const { repository } = label;
  repository.labels = repository.labels.filter((one) => one !== label);
  for (const issue of repository.issues.values()) issue.labels = issue.labels.filter((one) => one !== label);
  label.deletedAt = world.clock.now();
  emitLabel(world, label, 'deleted', actorOf(caller));
}

const toLabelIssue = (issue: Issue | PullRequest) =>
  toWrite('triage', issue.kind === 'Issue' ? 'issues' : 'pull_requests', 'issues');

/** Puts labels on; names that the repository does not have are made by those who may. */
export function addLabels(world: World, caller: Caller, issue: Issue | PullRequest, names: string[]): void {
  authorize(world, caller, issue.repository, toLabelIssue(issue));
  const labels = names.map(
    (name) => findLabel(issue.repository, name) ?? makeMissing(world, caller, issue.repository, name),
  );
  for (const label of labels) {
    if (issue.labels.includes(label)) continue;
    issue.labels.push(label);
    addEvent(world, caller, issue, { kind: 'LabeledEvent', label });
    emitIssue(world, issue, 'labeled', actorOf(caller), { label: renderLabel(world, label) });
  }
}

function makeMissing(world: World, caller: Caller, repository: Repository, name: string): Label {
  if (!isAllowed(world, caller, repository, toWrite('write', 'issues', 'pull_requests'))) {
    throw new ApiError(422, 'Validation Failed', [{ value: name, resource: 'Label', field: 'name', code: 'invalid' }]);
  }
  return createLabel(world, caller, repository, { name });
}

/** Takes one label off. @throws ApiError 404 when the issue does not carry it. */
export function removeLabel(world: World, caller: Caller, issue: Issue | PullRequest, name: string): void {
  authorize(world, caller, issue.repository, toLabelIssue(issue));
  const label = issue.labels.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (label === undefined) throw notFound();
  issue.labels = issue.labels.filter((one) => one !== label);
  addEvent(world, caller, issue, { kind: 'UnlabeledEvent', label });
  emitIssue(world, issue, 'unlabeled', actorOf(caller), { label: renderLabel(world, label) });
}

/** Leaves exactly these labels on. */
export function setLabels(world: World, caller: Caller, issue: Issue | PullRequest, names: string[]): void {
  authorize(world, caller, issue.repository, toLabelIssue(issue));
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const unwanted = issue.labels.filter((label) => !wanted.has(label.name.toLowerCase()));
  for (const label of unwanted) removeLabel(world, caller, issue, label.name);
  addLabels(world, caller, issue, names);
}
