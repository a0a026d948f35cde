import { AtelierError } from '../../../shared/errors.ts';
import type { RuntimeFacts } from '../runtime.ts';
import type { Engine } from './engine.ts';

type Warning = RuntimeFacts['warnings'][number];

/** Older ones have holes that are known and mended. */
const OLDEST_ENGINE = [29, 5, 1] as const;
/** Mended in two lines of runc: 1.2 from its eighth, 1.3 from its third release, and everything later. */
const RUNC_MENDED: readonly (readonly [number, number, number])[] = [[1, 2, 8], [1, 3, 3]];

/** What the owner's status page shows of the engine; an engine that does not answer is a fact as well. */
export async function engineFacts(engine: Engine, timeoutMs: number): Promise<RuntimeFacts> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new AtelierError('timeout', { part: 'engine' })), timeoutMs);
  try {
    const [version, info] = await Promise.race([Promise.all([engine.version(), engine.info()]), late.promise]);
    const runc = version.Components?.find((component) => component.Name === 'runc')?.Version ?? '';
    const cgroup: unknown = typeof info === 'object' && info !== null && 'CgroupVersion' in info ? info.CgroupVersion : '';
    return { reachable: true, version: version.Version, warnings: warningsOf({ engine: version.Version, runc, cgroup: String(cgroup) }) };
  } catch {
    return { reachable: false, version: '', warnings: [] };
  } finally {
    clearTimeout(timer);
  }
}

export function warningsOf(versions: { engine: string; runc: string; cgroup: string }): Warning[] {
  const warnings: Warning[] = [];
  const engine = numbersOf(versions.engine);
  if (engine !== null && isOlder(engine, OLDEST_ENGINE)) warnings.push('engine_outdated');
  const runc = numbersOf(versions.runc);
  if (runc !== null && isRuncOutdated(runc)) warnings.push('runc_outdated');
  if (versions.cgroup === '1') warnings.push('cgroup_v1');
  return warnings;
}

type Numbers = readonly [number, number, number];

function isRuncOutdated(version: Numbers): boolean {
  const sameLine = RUNC_MENDED.find(([major, minor]) => major === version[0] && minor === version[1]);
  return sameLine === undefined ? isOlder(version, RUNC_MENDED[0] ?? version) : isOlder(version, sameLine);
}

/** `20.10.24+dfsg1` → 20, 10, 24. */
function numbersOf(version: string): Numbers | null {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

function isOlder(version: Numbers, than: Numbers): boolean {
  for (const [index, number] of version.entries()) {
    const other = than[index] ?? 0;
    if (number !== other) return number < other;
  }
  return false;
}
