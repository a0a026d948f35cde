'use client';
import { Button as AriaButton } from 'react-aria-components/Button';

import { diffInput } from '../../../components/workbench/editors/editors.ts';
import type { TextRef } from '../../../components/workbench/editors/text-sources.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../shared/display-name.ts';
import { baseName, parentPath } from '../../../shared/file-path.ts';
import type { CommitFile } from '../contract.ts';

const LETTERS = { added: ['A', 'text-git-added'], modified: ['M', 'text-git-modified'], deleted: ['D', 'text-git-deleted'], renamed: ['R', 'text-git-renamed'] } as const;

/** Commits on both sides of a comparison; `left` null: there was nothing before; `right` null: the file as it is now. */
export type Sides = { readonly left: string | null; readonly right: string | null };

/** A file that a commit changed, or that differs between two: a press shows how. */
export function FileRow({ file: { path, from, change, added, removed }, sides, root }: { readonly file: CommitFile; readonly sides: Sides; readonly root: string }) {
  const workbench = useWorkbench();
  const [letter, colour] = LETTERS[change];
  const open = (): void => {
    const nothing: TextRef = { source: 'timeline', path, version: 'none' };
    const left: TextRef = sides.left === null || change === 'added' ? nothing : { source: 'git', path: from ?? path, version: sides.left };
    const right: TextRef = change === 'deleted' ? nothing : sides.right === null ? { source: 'file', path } : { source: 'git', path, version: sides.right };
    workbench.editors.open.emit({ input: diffInput({ left, right }), preview: true });
  };
  return (
    <li>
      <AriaButton className="fl" onPress={open}>
        <span className={`deco ${colour}`}>{letter}</span>
        <span className="truncate" title={displayName(from === null ? path : `${from} → ${path}`)}>
          {displayName(baseName(path))}
        </span>
        <small>{displayName(parentPath(path).slice(root.length + 1))}</small>
        {added !== null && removed !== null && (
          <span className="figs">
            <span className="text-git-added">+{added}</span>
            <span className="text-git-deleted">−{removed}</span>
          </span>
        )}
      </AriaButton>
    </li>
  );
}
