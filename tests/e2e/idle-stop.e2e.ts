import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MINUTE_MS } from '#shared/units.ts';
import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';

/** The shortest there is: a workspace that nobody uses stops after a minute. */
const IDLE_STOP_MS = MINUTE_MS;

test('an idle workspace shows when it stops, runs on when asked, then stops by itself', async () => {
  await using ide = await Ide.open();
  const { owner, api, workspaceId, workspace } = ide;
  const row = owner.workspaceRow(workspace);
  await api.api.workspaces.update({ workspaceId, idleStopMs: IDLE_STOP_MS });
  await row.getByText(/^Idle, stops in 0:\d\d$/).waitFor();
  const stopsAtMs = async (): Promise<number> => {
    const { state } = await api.api.workspaces.get({ workspaceId });
    return (state.phase === 'running' ? state.idleStopAtMs : null) ?? assert.fail(`${state.phase}, nothing counts`);
  };
  const secondsShown = async (): Promise<number> => Number(/0:(\d\d)/.exec(await row.innerText())?.[1]);
  const first = await stopsAtMs();
  // Far enough that a new minute is told from this one, however late the page draws it.
  const shown = 30;
  await until('the countdown counts', async () => (await secondsShown()) < shown, IDLE_STOP_MS);

  await row.getByRole('button', { name: `Keep running ${workspace}` }).click();
  const second = await until('counting begins anew', async () => {
    const at = await stopsAtMs();
    return at > first && at;
  });
  await until('the page shows it', async () => (await secondsShown()) > shown);

  await row.getByText('Stopped', { exact: true }).waitFor({ timeout: IDLE_STOP_MS + 30_000 });
  assert.ok(Date.now() >= second, 'it stopped early');
  await row.getByText(/, idle for 1\smin$/).waitFor();
});
