'use client';
import { ArrowDown, ArrowUp, GitBranch } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useStore } from '../../../components/workbench/use-store.ts';
import { branchesSession } from './branches-session.ts';
import { gitSession } from './git-session.ts';
import { useSimple } from './use-simple.ts';

/** In the status bar: on which branch the module of the file in front is, and what there is to get and to send. */
export function BranchStatus() {
  const t = useTranslations('branches.bar');
  const session = gitSession.use();
  const { asked } = branchesSession.use();
  const { workbench } = session;
  const modules = useStore(session.modules) ?? [];
  const path = useStore(workbench.files.active);
  const isSimple = useSimple();
  const only = modules.length === 1 ? modules[0] : undefined;
  const module = (path === null ? null : session.moduleOf(path)) ?? only;
  if (module === undefined || module.problem !== null) return null;
  const { root, name, branch, head, access, unsentCount: ahead, behind } = module;
  // Who works in simple words has versions, and no branches.
  if (isSimple(access)) return null;
  const shown = branch ?? t('detached', { hash: head?.slice(0, 7) ?? '' });
  const isOwn = session.mayChange(root);
  const title = t('statusOf', { module: name, name: shown });
  return (
    <>
      {isOwn ? (
        <button type="button" className="item focus-inset" title={title} onClick={() => asked.emit({ flow: 'switch', root })}>
          <GitBranch aria-hidden />
          {shown}
        </button>
      ) : (
        <span className="item" title={title}>
          <GitBranch aria-hidden />
          {shown}
        </span>
      )}
      {isOwn && access === 'write' && ahead + behind > 0 && (
        <button type="button" className="item focus-inset" aria-label={t('syncOf', { ahead, behind })} title={t('syncOf', { ahead, behind })} onClick={() => asked.emit({ flow: 'sync', root })}>
          <Figure count={behind} sign={ArrowDown} />
          <Figure count={ahead} sign={ArrowUp} />
        </button>
      )}
    </>
  );
}

function Figure({ count, sign: Sign }: { readonly count: number; readonly sign: typeof ArrowUp }) {
  return (
    // Drawn, not written: the button's name says it in words.
    <span className="inline-flex items-center gap-0.5 after:content-[attr(data-count)]" data-count={count} aria-hidden>
      <Sign aria-hidden />
    </span>
  );
}
