import { commitFile, openReleasedChange, readCounters, settle } from '../stage/change.ts';
import { setStage } from '../stage/stage.ts';
import { world } from '../stage/world.ts';
import type { Figures } from './report.ts';

/** Requests that one event costs once policy and team are cached, by what the event was (F77). */
export const measureRequests = async (): Promise<Figures> => {
  const stage = await setStage({ world });
  try {
    const { owner, repo, pull, issue } = await openReleasedChange(stage, 'acme', 'alarm-firmware', 'measured');
    await settle(stage);
    const dana = stage.as('dana');
    const events: readonly (readonly [string, () => Promise<unknown>])[] = [
      [
        'pull request’s title edited: nothing changed',
        () => dana.rest.pulls.update({ owner, repo, pull_number: pull, title: 'Renamed' }),
      ],
      [
        'link removed: verdict changed',
        () => dana.rest.pulls.update({ owner, repo, pull_number: pull, body: 'no link' }),
      ],
      [
        'commit pushed onto a held pull request: check run on a new head',
        () => commitFile(stage, { owner, repo }, { branch: 'measured', path: 'src/held.c' }),
      ],
      [
        'link set again: verdict changed',
        () => dana.rest.pulls.update({ owner, repo, pull_number: pull, body: `Closes #${issue}` }),
      ],
      [
        'commit pushed onto a released pull request: the left head’s green is withdrawn as well',
        () => commitFile(stage, { owner, repo }, { branch: 'measured', path: 'src/more.c' }),
      ],
      [
        'comment on the record: nothing changed',
        () => dana.rest.issues.createComment({ owner, repo, issue_number: issue, body: 'Thanks.' }),
      ],
      [
        'another label set on the record: nothing changed',
        () => dana.rest.issues.addLabels({ owner, repo, issue_number: issue, labels: ['bug'] }),
      ],
    ];
    // Made beforehand: a new label is an event of its own, which concerns the whole repository.
    await dana.rest.issues.createLabel({ owner, repo, name: 'bug' });
    await settle(stage);
    const rows: string[][] = [];
    for (const [what, act] of events) {
      await stage.control('DELETE', 'counters');
      await act();
      await settle(stage);
      const { app } = await readCounters(stage);
      rows.push([what, String(app.graphql), String(app.restRead), String(app.restWrite)]);
    }
    return { title: 'Requests to GitHub', head: ['event', 'GraphQL reads', 'REST reads', 'REST writes'], rows };
  } finally {
    await stage.stop();
  }
};
