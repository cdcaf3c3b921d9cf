import { z } from 'zod';
import type { InstallationClient } from './clients.ts';
import { joinPage, type List } from './connection.ts';
import { GitHubFault } from './faults.ts';
import { ask, type PartialError } from './graphql.ts';
import { type Piece, piecesQuery } from './pieces.ts';
import { toReason } from './place-errors.ts';

/** One request holds at most so many pieces, so that its cost stays at a few points. */
const mostPieces = 20;
/** Enough for 250 commits, 100 issues and thousands of comments; whatever is still open then is unknown. */
const mostRounds = 25;

/** A piece to ask for, and what to do with its answer and with the errors that GitHub sent in its place. */
export type Errand = {
  readonly piece: Piece;
  readonly take: (answer: unknown, errors: readonly PartialError[]) => void;
};

/** Runs errands until none is open: as few requests as there are pages to follow one another, none when nothing is open. */
export const runErrands = async (
  client: InstallationClient,
  what: string,
  toErrands: () => readonly Errand[],
): Promise<void> => {
  for (let round = 0; round < mostRounds; round += 1) {
    const errands = toErrands().slice(0, mostPieces);
    if (errands.length === 0) return;
    await run(client, what, errands);
  }
};

const run = async (client: InstallationClient, what: string, errands: readonly Errand[]): Promise<void> => {
  const pieces = errands.map((errand) => errand.piece);
  const { data, errors } = await ask(client, what, z.record(z.string(), z.unknown()), (dialect) =>
    piecesQuery(pieces, dialect),
  );
  const strays = errors.filter((error) => !errands.some((_, index) => error.path[0] === `p${index}`));
  if (strays[0] !== undefined) throw new GitHubFault('invalid-answer', what, toReason(strays[0]));
  for (const [index, errand] of errands.entries()) {
    const alias = `p${index}`;
    errand.take(
      data[alias],
      errors.filter((error) => error.path[0] === alias),
    );
  }
};

/** Asks for the next page of a list; for none when the list is whole, or cannot become so. */
export const toPageErrand = <T>(
  list: List<T>,
  toPiece: (after: string) => Piece,
  toPage: (answer: unknown) => List<T>,
  keep: (list: List<T>) => void,
): readonly Errand[] => {
  if (list.next === null || list.problem !== null) return [];
  const take: Errand['take'] = (answer, [error]) =>
    keep(error === undefined ? joinPage(list, toPage(answer)) : { ...list, problem: toReason(error) });
  return [{ piece: toPiece(list.next), take }];
};
