import { AtelierError } from '../shared/errors.ts';
import type { Clock } from './clock.ts';
import type { BuildProgress, ImageBuilder } from './runtimes/runtime.ts';

const BASE = { folder: 'base', packages: [] };
const TELL_EVERY_MS = 1000;
/** An engine that takes a connection and says nothing must not keep the server from starting. */
const ENGINE_TIMEOUT_MS = 10_000;

/**
 * Makes sure that there is an image to make workspaces from; fast when it is there. Progress goes to `say`, a
 * line a second at most. Without an engine, or when the build fails, the server starts all the same: the
 * workspaces page shows what is wrong and has the button to try again.
 */
export async function ensureBaseImage(images: ImageBuilder, deps: { say(line: string): void; clock: Clock }): Promise<void> {
  let toldAtMs = 0;
  const tell = ({ progress, detail }: BuildProgress): void => {
    if (deps.clock.now() - toldAtMs < TELL_EVERY_MS) return;
    toldAtMs = deps.clock.now();
    deps.say(`  workspace image: ${progress === null ? '' : `${Math.round(progress * 100)} % `}${detail}`);
  };
  try {
    if ((await inTime(images.ready(BASE))) !== null) return;
    deps.say('Building the workspace image. This happens once and takes a few minutes.');
    await images.ensure(BASE, tell);
    deps.say('The workspace image is built.');
  } catch (error) {
    deps.say(`The workspace image is not there yet (${error instanceof Error ? error.message : String(error)}). It is built when a workspace needs it.`);
  }
}

/** @throws AtelierError timeout */
async function inTime<Value>(answer: Promise<Value>): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new AtelierError('timeout')), ENGINE_TIMEOUT_MS);
  return await Promise.race([answer, late.promise]).finally(() => clearTimeout(timer));
}
