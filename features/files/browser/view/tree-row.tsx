'use client';

import { ChevronDown, ChevronRight, CircleAlert, House, Link2, LoaderCircle, Lock, Package, Unlink2 } from 'lucide-react';
import { memo, type CSSProperties } from 'react';
import { useTranslations } from 'use-intl';

import { classes } from '../../../../components/ui/icon.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { isFolder, type TreeNode } from '../tree/file-tree.ts';

export type TreeRowProps = {
  readonly node: TreeNode;
  readonly top: number;
  readonly position: { readonly index: number; readonly count: number };
  readonly isExpanded: boolean;
  readonly phase: TreeNode['listing']['phase'];
  readonly isSelected: boolean;
  readonly isFocused: boolean;
  readonly isCut: boolean;
  readonly isDropTarget: boolean;
  /** Its place among the rows: how the tree finds the node of an event. */
  readonly row: number;
};

export const rowId = (node: TreeNode): string => `file-${node.id}`;

/** One name. The tree has the focus and says by `aria-activedescendant` which row it means. */
export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const t = useTranslations('files');
  const { node, position } = props;
  const folder = isFolder(node);
  const name = displayName(node.name);
  const style = { '--l': node.depth, transform: `translateY(${props.top}px)` } as CSSProperties;
  return (
    <div
      id={rowId(node)}
      role="treeitem"
      tabIndex={-1}
      data-row={props.row}
      aria-level={node.depth + 1}
      aria-posinset={position.index}
      aria-setsize={position.count}
      aria-expanded={folder ? props.isExpanded : undefined}
      aria-selected={props.isSelected}
      aria-busy={props.phase === 'reading' || undefined}
      aria-label={node.root?.readOnly ? `${name} ${t('readOnly')}` : name}
      data-focused={props.isFocused ? '' : undefined}
      data-kind={node.kind}
      className={classes('trow', node.root !== null && 'root', props.isCut && 'cut', props.isDropTarget && 'drop', node.kind === 'other' && 'other')}
      style={style}
    >
      <Twistie isFolder={folder} isExpanded={props.isExpanded} phase={props.phase} />
      {node.root !== null && (
        <span className={classes('kind', node.root.kind === 'module' && 'module')}>{node.root.kind === 'home' ? <House aria-hidden /> : <Package aria-hidden />}</span>
      )}
      <span className="name" title={node.name.length > 40 ? name : undefined}>
        {name}
      </span>{' '}
      <RowEnd node={node} />
    </div>
  );
});

function Twistie({ isFolder: folder, isExpanded, phase }: { readonly isFolder: boolean; readonly isExpanded: boolean; readonly phase: TreeNode['listing']['phase'] }) {
  const t = useTranslations('files');
  if (!folder) return <span className="tw" />;
  if (phase === 'failed' && isExpanded) {
    return (
      <span className="tw ink-failed" title={t('failedTip')}>
        <CircleAlert aria-label={t('failedTip')} />
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

function RowEnd({ node }: { readonly node: TreeNode }) {
  const t = useTranslations('files');
  if (node.root?.readOnly) {
    return (
      // In the row's name, of its own word there.
      <span className="end" title={t('readOnlyTip')} aria-hidden>
        <Lock />
        {t('readOnly')}
      </span>
    );
  }
  if (node.kind === 'link') {
    const tip = t(node.target === null ? 'brokenLinkTip' : 'linkTip');
    return (
      <span className="end" title={tip}>
        {node.target === null ? <Unlink2 aria-label={tip} /> : <Link2 aria-label={tip} />}
      </span>
    );
  }
  if (node.kind === 'other') return <span className="end">{t('otherTip')}</span>;
  return null;
}
