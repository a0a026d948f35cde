'use client';

import { ChevronDown, ChevronRight, CircleAlert, House, Link2, LoaderCircle, Lock, Package, Unlink2 } from 'lucide-react';
import { memo, type CSSProperties } from 'react';

import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { classes } from '../../../../components/ui/icon.ts';
import type { FileMark } from '../../../../components/workbench/menus.ts';
import { moduleAt } from '../../../../components/workbench/modules.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import type { Root } from '../../../../shared/agent-protocol.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { isFolder, type TreeNode } from '../tree/file-tree.ts';

/** Looked up once for all rows: thousands of them pass by while one scrolls. */
export type RowWords = Readonly<Record<'readOnly' | 'readOnlyTip' | 'linkTip' | 'brokenLinkTip' | 'otherTip' | 'failedTip' | 'ignored', string>>;

export type TreeRowProps = {
  readonly node: TreeNode;
  readonly top: number;
  /** Its place among its siblings, from 1, and how many there are. */
  readonly index: number;
  readonly count: number;
  readonly isExpanded: boolean;
  readonly phase: TreeNode['listing']['phase'];
  readonly isSelected: boolean;
  readonly isFocused: boolean;
  readonly isCut: boolean;
  readonly isDropTarget: boolean;
  readonly isDraggable: boolean;
  readonly isIgnored: boolean;
  readonly words: RowWords;
  readonly mark: FileMark | null;
  /** The weightiest mark of what is in the folder. */
  readonly inside: FileMark['tone'] | null;
  /** Its place among the rows: how the tree finds the node of an event. */
  readonly row: number;
};

export const rowId = (node: TreeNode): string => `file-${node.id}`;

/** One name. The tree has the focus and says by `aria-activedescendant` which row it means. */
export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { node, mark, words } = props;
  const folder = isFolder(node);
  const name = displayName(node.name);
  const style = { '--l': node.depth, transform: `translateY(${props.top}px)` } as CSSProperties;
  return (
    <div
      id={rowId(node)}
      role="treeitem"
      data-row={props.row}
      aria-level={node.depth + 1}
      aria-posinset={props.index}
      aria-setsize={props.count}
      aria-expanded={folder ? props.isExpanded : undefined}
      aria-selected={props.isSelected}
      aria-busy={props.phase === 'reading' || undefined}
      aria-label={node.root?.readOnly ? `${name} ${words.readOnly}` : name}
      title={mark?.label ?? (props.isIgnored ? words.ignored : undefined)}
      draggable={props.isDraggable}
      data-tone={mark?.tone ?? (props.isIgnored ? 'ignored' : folder ? (props.inside ?? undefined) : undefined)}
      data-focused={props.isFocused ? '' : undefined}
      data-kind={node.kind}
      className={classes('trow', node.root !== null && 'root', props.isCut && 'cut', props.isDropTarget && 'drop', node.kind === 'other' && 'other')}
      style={style}
    >
      <Twistie isFolder={folder} isExpanded={props.isExpanded} phase={props.phase} words={words} />
      {node.root !== null && <RootTile root={node.root} />}
      <span className="name" title={node.name.length > 40 ? name : undefined}>
        {name}
      </span>{' '}
      <RowEnd node={node} mark={mark} inside={folder ? props.inside : null} words={words} />
    </div>
  );
});

/** The sign of the module that a root is; of one that is not known yet, of any. */
function RootTile({ root }: { readonly root: Root }) {
  const module = moduleAt(useStore(useWorkbench().modules), root.path);
  if (module !== null) return <KindTile kind={module.kind} />;
  return <span className={classes('kind', root.kind === 'home' ? 'k-docs' : 'k-library')}>{root.kind === 'home' ? <House aria-hidden /> : <Package aria-hidden />}</span>;
}

function Twistie({ isFolder: folder, isExpanded, phase, words }: { readonly isFolder: boolean; readonly isExpanded: boolean; readonly phase: TreeNode['listing']['phase']; readonly words: RowWords }) {
  if (!folder) return <span className="tw" />;
  if (phase === 'failed' && isExpanded) {
    return (
      <span className="tw ink-failed" title={words.failedTip}>
        <CircleAlert aria-label={words.failedTip} />
      </span>
    );
  }
  if (phase === 'reading' && isExpanded) {
    return (
      <span className="tw">
        <LoaderCircle className="spin" aria-hidden />
      </span>
    );
  }
  return <span className="tw">{isExpanded ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}</span>;
}

function RowEnd({ node, mark, inside, words }: { readonly node: TreeNode; readonly mark: FileMark | null; readonly inside: FileMark['tone'] | null; readonly words: RowWords }) {
  if (node.root?.readOnly) {
    return (
      // In the row's name, of its own word there.
      <span className="end" title={words.readOnlyTip} aria-hidden>
        <Lock />
        {words.readOnly}
      </span>
    );
  }
  if (node.kind === 'link') {
    const tip = node.target === null ? words.brokenLinkTip : words.linkTip;
    return (
      <span className="end" title={tip}>
        {node.target === null ? <Unlink2 aria-label={tip} /> : <Link2 aria-label={tip} />}
      </span>
    );
  }
  if (node.kind === 'other') return <span className="end">{words.otherTip}</span>;
  if (mark !== null && mark.letter !== '') {
    // Drawn, not written: the row's name is its file's.
    return <span className="end mark" title={mark.label} data-letter={mark.letter} aria-hidden />;
  }
  if (inside !== null) {
    return <span className="end mark" data-letter="•" aria-hidden />;
  }
  return null;
}
