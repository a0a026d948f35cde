import { PROBE_KINDS, type ProbeKind, type ProbeResult, type ProofProgress, type ProofReport } from '../../../shared/architecture.ts';
import { AtelierError, isAtelier } from '../../../shared/errors.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock } from '../../clock.ts';
import type { Repositories } from '../../git/repositories.ts';
import type { ModuleRights } from '../../grants/module-rights.ts';
import type { Asking } from '../../projects/use-case.ts';
import type { Runtime, Surroundings } from '../../runtimes/runtime.ts';
import type { Storage } from '../../storage/storage.ts';
import { Inside } from './inside.ts';
import { probeEnvironment, probeSearch } from './probe-contents.ts';
import { probeGit, probeNames } from './probe-door.ts';
import { probeFiles } from './probe-files.ts';
import { probeNetwork, probePorts } from './probe-network.ts';
import { subjectOf, type Subject } from './subject.ts';
import { Tally } from './tally.ts';

const ACTION = 'architecture.prove';

export type ProverDeps = {
  readonly storage: Pick<Storage, 'workspaces' | 'members' | 'modules' | 'projects'>;
  readonly rights: Pick<ModuleRights, 'granted' | 'neighbours'>;
  readonly repositories: Pick<Repositories, 'git'>;
  readonly runtime: Pick<Runtime, 'probe' | 'surroundings'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly secrets: readonly string[];
};

type Attempt = { readonly inside: Inside; readonly subject: Subject; readonly surroundings: Surroundings };

/** Shows from inside a member's running container that what they were not given is not there. */
export class Prover {
  readonly #deps: ProverDeps;
  readonly #busy = new Set<WorkspaceId>();

  constructor(deps: ProverDeps) {
    this.#deps = deps;
  }

  /**
   * Each kind as it is tried, then the report. On record with its counts, also when it is refused or ends early.
   * @throws AtelierError not_found; not_running; invalid_input (an owner's workspace); limit_reached (one is at work there)
   */
  async *prove({ actor, caller }: Asking, workspaceId: WorkspaceId, signal: AbortSignal | undefined): AsyncGenerator<ProofProgress> {
    const { audit } = this.#deps;
    const base = { actor, action: ACTION, target: workspaceId, address: caller.address };
    let report: ProofReport | null = null;
    let isOver = false;
    try {
      if (this.#busy.has(workspaceId)) throw new AtelierError('limit_reached', { because: 'being_proved' });
      this.#busy.add(workspaceId);
      try {
        for await (const progress of this.#run(workspaceId, signal)) {
          if (progress.type === 'report') report = progress.report;
          else yield progress;
        }
      } finally {
        this.#busy.delete(workspaceId);
      }
    } catch (error) {
      isOver = true;
      const code = isAtelier(error) ? error.code : 'internal';
      const refused = ['not_found', 'not_running', 'invalid_input', 'limit_reached'].includes(code);
      await audit.record({ ...base, outcome: refused ? 'refused' : 'failed', details: { code } });
      throw error;
    } finally {
      // Whoever looked went away in the middle.
      if (report === null && !isOver) await audit.record({ ...base, outcome: 'failed', details: { code: 'given_up' } });
    }
    if (report === null) return;
    await audit.record({ ...base, outcome: 'done', details: { attempts: report.attempts, holes: report.holes } });
    yield { type: 'report', report };
  }

  async *#run(workspaceId: WorkspaceId, signal: AbortSignal | undefined): AsyncGenerator<ProofProgress> {
    const { runtime, clock } = this.#deps;
    const startedAtMs = clock.now();
    const subject = await subjectOf(this.#deps, workspaceId);
    const surroundings = await runtime.surroundings(workspaceId);
    const attempt = { subject, surroundings, inside: new Inside(runtime, subject, signal) };
    const kinds: ProbeResult[] = [];
    for (const kind of PROBE_KINDS) {
      signal?.throwIfAborted();
      yield { type: 'trying', kind };
      const result = await this.#try(kind, attempt);
      kinds.push(result);
      yield { type: 'tried', result };
    }
    const sum = (of: (kind: ProbeResult) => number): number => kinds.reduce((total, kind) => total + of(kind), 0);
    const { id, name } = subject.workspace;
    yield {
      type: 'report',
      report: {
        member: subject.member,
        workspace: { id, name },
        startedAtMs,
        tookMs: clock.now() - startedAtMs,
        hiddenModules: subject.hidden.length,
        blackBoxes: subject.blackBoxes.size,
        attempts: sum(({ attempts }) => attempts),
        holes: sum(({ holes }) => holes.length),
        kinds,
      },
    };
  }

  /** What could not be tried is said, and never passes for held. @throws AtelierError not_running: it ended meanwhile */
  async #try(kind: ProbeKind, attempt: Attempt): Promise<ProbeResult> {
    const tally = new Tally(kind);
    try {
      await this.#probe(kind, attempt, tally);
    } catch (error) {
      if (!isAtelier(error) || error.code === 'not_running') throw error;
      tally.incomplete(`${error.code} ${String(error.details['reason'] ?? '')}`.trim());
    }
    return tally.result();
  }

  async #probe(kind: ProbeKind, { inside, subject, surroundings }: Attempt, tally: Tally): Promise<void> {
    const { repositories, secrets } = this.#deps;
    switch (kind) {
      case 'files':
        return await probeFiles(inside, subject, tally);
      case 'git':
        return await probeGit(inside, subject, tally);
      case 'network':
        return await probeNetwork(inside, surroundings, tally);
      case 'search':
        return await probeSearch(inside, subject, { tally, repositories });
      case 'names':
        return await probeNames(inside, subject, { tally, otherNames: surroundings.otherNames });
      case 'ports':
        return await probePorts(inside, subject, { tally, surroundings });
      case 'environment':
        return await probeEnvironment(inside, subject, { tally, secrets });
    }
  }
}
