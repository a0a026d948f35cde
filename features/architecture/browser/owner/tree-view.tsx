'use client';
import { ChevronRight, Code, GitCommitHorizontal, Radio, SquareTerminal, User } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Collection } from 'react-aria-components/Collection';
import { Tree, TreeItem, TreeItemContent } from 'react-aria-components/Tree';
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../../components/i18n/provider.tsx';
import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { Led } from '../../../../components/ui/badge.tsx';
import { Face } from './face.tsx';
import { factsText } from './facts-text.ts';
import { selectionOf, type Selection } from './selection.ts';
import { createUnfolding, type ShownRow, type TreeRow } from './tree-rows.ts';

const ROW_PX = 24;
const TOUCH_ROW_PX = 44;

type TreeViewProps = {
  readonly rows: readonly TreeRow[];
  readonly expanded: ReadonlySet<string>;
  readonly onExpanded: (keys: ReadonlySet<string>) => void;
  readonly selectedKey: string | null;
  readonly onSelect: (selection: Selection, key: string) => void;
};

/** Everything in words: the keyboard's way to all that the picture shows. Only the rows in view are made. */
export function TreeView({ rows, expanded, onExpanded, selectedKey, onSelect }: TreeViewProps) {
  const t = useTranslations('architecture');
  const rowHeight = useMemo(() => (matchMedia('(pointer: coarse)').matches ? TOUCH_ROW_PX : ROW_PX), []);
  const [unfold] = useState(createUnfolding);
  const shown = useMemo(() => unfold(rows, expanded), [unfold, rows, expanded]);
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight }}>
      <Tree
        aria-label={t('tree')}
        className="arch-tree"
        items={shown}
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={selectedKey === null ? [] : [selectedKey]}
        expandedKeys={expanded}
        onExpandedChange={(keys) => onExpanded(new Set([...keys].map(String)))}
        onSelectionChange={(keys) => {
          const [key] = keys === 'all' ? [] : [...keys];
          const selection = key === undefined ? null : selectionOf(String(key).replace(/\/(facts|commit)$/, ''));
          if (selection !== null) onSelect(selection, String(key));
        }}
        renderEmptyState={() => <p className="px-3 py-4 text-ink-2">{t('nothingFound')}</p>}
      >
        {(one) => <Row shown={one} />}
      </Tree>
    </Virtualizer>
  );
}

function Row({ shown: { row, below } }: { readonly shown: ShownRow }) {
  return (
    <TreeItem id={row.key} textValue={row.text} className="arch-row">
      <TreeItemContent>
        {({ hasChildItems, isExpanded }) => (
          <>
            {hasChildItems ? (
              <AriaButton slot="chevron" className="tw">
                <ChevronRight className={isExpanded ? 'rotate-90' : ''} aria-hidden />
              </AriaButton>
            ) : (
              <span className="tw" />
            )}
            <RowContent row={row} />
          </>
        )}
      </TreeItemContent>
      <Collection items={below}>{(child) => <Row shown={child} />}</Collection>
    </TreeItem>
  );
}

const RowContent = memo(function RowContent({ row: { about, text } }: { readonly row: TreeRow }) {
  const t = useTranslations('architecture');
  const formats = useFormats();
  const moment = useMoment();
  switch (about.type) {
    case 'project':
      return (
        <>
          <b className="name">{text}</b>
          <span className="end">{t('modules', { count: about.shown })}</span>
        </>
      );
    case 'module':
      return (
        <>
          <KindTile kind={about.module.node.kind} />
          <span className="name">{text}</span>
          <span className="end">
            {about.module.running.length > 0 && <Led tone="running" />}
            <User aria-hidden />
            <span className="sr-only">{t('people', { count: about.module.holders.length })}</span>
            <span aria-hidden>{about.module.holders.length}</span>
          </span>
        </>
      );
    case 'facts':
      return (
        <>
          <Code className="text-ink-3" aria-hidden />
          <span className="name text-ink-2">{factsText(about.module.node.facts, formats) || t('noCommits')}</span>
        </>
      );
    case 'commit': {
      const { lastCommit } = about.module.node.facts;
      return (
        <>
          <GitCommitHorizontal className="text-ink-3" aria-hidden />
          <span className="name text-ink-2">{text}</span>
          {lastCommit !== null && <span className="end">{`${lastCommit.authorName}, ${moment(lastCommit.atMs)}`}</span>}
        </>
      );
    }
    case 'holder':
      return (
        <>
          <Face person={about.holder.person} access={about.holder.access} />
          <span className="name">{text}</span>
          <span className="end">{t(`access.${about.holder.access}`)}</span>
        </>
      );
    case 'workspace':
      return (
        <>
          <SquareTerminal className="text-ink-3" aria-hidden />
          <span className="name">{text}</span>
          <span className="end">{about.workspace.memberName}</span>
        </>
      );
    case 'service':
      return (
        <>
          <Radio className="text-ink-3" aria-hidden />
          <span className="name">{t('serviceAt', { workspace: text, port: String(about.service.port) })}</span>
          <span className="end">{t(`service.${about.service.state}`)}</span>
        </>
      );
  }
});
