'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Tree, TreeItem, TreeItemContent } from 'react-aria-components/Tree';
import { useTranslations } from 'use-intl';

import { useStore } from '../../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../../shared/display-name.ts';
import { textSession } from '../text-session.ts';
import { symbolsAt, type TextSymbol } from './find-symbols.ts';
import { SYMBOL_ICONS } from './icons.ts';
import { goToSymbol, useSymbols } from './use-symbols.ts';

/** The symbols of the text in front as a tree; the one that the cursor is in is selected. */
export function OutlineBody() {
  const t = useTranslations('text.symbols');
  const current = useStore(textSession.use().current);
  const { symbols, line } = useSymbols(current, true);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  if (current === null || symbols.length === 0) return <p className="none">{t(current === null ? 'emptyText' : 'empty')}</p>;
  const ids = new Map<string, TextSymbol>();
  const collect = (all: readonly TextSymbol[]): void => {
    for (const symbol of all) {
      ids.set(idOf(symbol), symbol);
      collect(symbol.children);
    }
  };
  collect(symbols);
  const here = symbolsAt(symbols, line).at(-1);
  return (
    <Tree
      aria-label={t('outline')}
      className="outline-tree"
      selectionMode="single"
      selectionBehavior="replace"
      selectedKeys={here === undefined ? [] : [idOf(here)]}
      expandedKeys={[...ids.keys()].filter((id) => !folded.has(id))}
      onExpandedChange={(keys) => setFolded(new Set([...ids.keys()].filter((id) => !keys.has(id))))}
      onAction={(key) => {
        const symbol = ids.get(String(key));
        if (symbol !== undefined) goToSymbol(current, symbol);
      }}
    >
      {symbols.map((symbol) => (
        <Item key={idOf(symbol)} symbol={symbol} level={0} />
      ))}
    </Tree>
  );
}

const idOf = ({ name, line, column }: TextSymbol): string => `${line}:${column}:${name}`;

function Item({ symbol, level }: { readonly symbol: TextSymbol; readonly level: number }) {
  const Sign = SYMBOL_ICONS[symbol.kind];
  return (
    <TreeItem id={idOf(symbol)} textValue={symbol.name} className="outline-row">
      <TreeItemContent>
        {({ hasChildItems, isExpanded }) => (
          <div className="row" style={{ paddingLeft: 8 + level * 12 }}>
            {hasChildItems ? (
              <AriaButton slot="chevron" className="fold">
                {isExpanded ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
              </AriaButton>
            ) : (
              <span className="fold" />
            )}
            <Sign aria-hidden className={`kind-${symbol.kind}`} />
            <span className="name">{displayName(symbol.name)}</span>
          </div>
        )}
      </TreeItemContent>
      {symbol.children.map((child) => (
        <Item key={idOf(child)} symbol={child} level={level + 1} />
      ))}
    </TreeItem>
  );
}
