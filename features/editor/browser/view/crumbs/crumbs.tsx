'use client';

import { ChevronRight, File, Folder } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import '../../text/symbols/symbols.css';
import { Menu, MenuItem, MenuTrigger } from '../../../../../components/ui/menu.tsx';
import { useStore } from '../../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../../../shared/display-name.ts';
import { baseName, FilePath, joinPath, parentPath } from '../../../../../shared/file-path.ts';
import { filesContract, type FileEntry } from '../../../../files/contract.ts';
import { symbolsAt, type TextSymbol } from '../../text/symbols/find-symbols.ts';
import { SYMBOL_ICONS } from '../../text/symbols/icons.ts';
import { goToSymbol, useSymbols } from '../../text/symbols/use-symbols.ts';
import { textSession } from '../../text/text-session.ts';

const MAX_SIBLINGS = 300;
/** Where the modules are: in every path of theirs, so that it says nothing. */
const MODULES_FOLDER = 'workspace';

/** Where the file of a group's tab lies and what one is in there; each part offers what is beside it. `group`: whose text it stands above. */
export function Crumbs({ path, group }: { readonly path: FilePath; readonly group: string }) {
  const t = useTranslations('text.symbols');
  const parts = path.split('/').slice(1);
  const first = parts[0] === MODULES_FOLDER && parts.length > 1 ? 1 : 0;
  return (
    <nav className="crumbs" aria-label={t('crumbs')}>
      {parts.map((part, index) => {
        if (index < first) return null;
        const whole = FilePath.parse(`/${parts.slice(0, index + 1).join('/')}`);
        return (
          <Fragment key={whole}>
            {index > first && <ChevronRight aria-hidden />}
            {index === parts.length - 1 ? <b><Siblings path={whole} label={part} /></b> : <Siblings path={whole} label={part} />}
          </Fragment>
        );
      })}
      <SymbolCrumbs path={path} group={group} />
    </nav>
  );
}

function Siblings({ path, label }: { readonly path: FilePath; readonly label: string }) {
  const t = useTranslations('text.symbols');
  const { connection, files } = useWorkbench();
  const [entries, setEntries] = useState<readonly FileEntry[]>([]);
  const folder = parentPath(path);
  const list = async (): Promise<void> => {
    const found: FileEntry[] = [];
    for await (const piece of await connection.procedures('files', filesContract).list({ path: folder })) {
      found.push(...piece);
      if (found.length > MAX_SIBLINGS * 4) break;
    }
    const isFolder = ({ kind, target }: FileEntry): boolean => kind === 'folder' || target === 'folder';
    setEntries(found.sort((a, b) => Number(isFolder(b)) - Number(isFolder(a)) || a.name.localeCompare(b.name, undefined, { numeric: true })).slice(0, MAX_SIBLINGS));
  };
  return (
    <MenuTrigger onOpenChange={(isOpen) => isOpen && void list().catch(() => setEntries([]))}>
      <AriaButton className="crumb focus-inset">{displayName(label)}</AriaButton>
      <Menu
        aria-label={t('siblings', { name: displayName(baseName(path)) })}
        placement="bottom start"
        onAction={(name) => {
          const entry = entries.find((known) => known.name === name);
          const target = joinPath(folder, String(name));
          if (entry?.kind === 'folder' || entry?.target === 'folder') files.reveal.emit({ path: target });
          else files.open.emit({ path: target, preview: true });
        }}
      >
        {entries.map(({ name, kind, target }) => (
          <MenuItem key={name} id={name} icon={kind === 'folder' || target === 'folder' ? Folder : File} textValue={name}>
            {displayName(name)}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}

/** What the cursor is in, of the text of this group. */
function SymbolCrumbs({ path, group }: { readonly path: FilePath; readonly group: string }) {
  const session = textSession.use();
  const shown = useStore(session.shown);
  const context = shown.find((one) => one.path === path && one.shows === 'file' && one.diff === null && one.editor.getContainerDomNode().closest(`#editor-view-${group}`) !== null) ?? null;
  const { symbols, line } = useSymbols(context, false);
  if (context === null) return null;
  const chain = symbolsAt(symbols, line);
  const levels = chain.map((symbol, index) => ({ symbol, beside: index === 0 ? symbols : (chain[index - 1]?.children ?? []) }));
  return levels.map(({ symbol, beside }) => (
    <Fragment key={`${symbol.line}:${symbol.column}`}>
      <ChevronRight aria-hidden />
      <SymbolMenu symbol={symbol} beside={beside} onChoose={(chosen) => goToSymbol(context, chosen)} />
    </Fragment>
  ));
}

function SymbolMenu({ symbol, beside, onChoose }: { readonly symbol: TextSymbol; readonly beside: readonly TextSymbol[]; readonly onChoose: (symbol: TextSymbol) => void }) {
  const t = useTranslations('text.symbols');
  const Sign = SYMBOL_ICONS[symbol.kind];
  const shown = beside.slice(0, MAX_SIBLINGS);
  return (
    <MenuTrigger>
      <AriaButton className="crumb focus-inset">
        <Sign aria-hidden />
        {displayName(symbol.name)}
      </AriaButton>
      <Menu aria-label={t('siblings', { name: displayName(symbol.name) })} placement="bottom start" onAction={(at) => shown[Number(at)] !== undefined && onChoose(shown[Number(at)] as TextSymbol)}>
        {shown.map((one, index) => (
          <MenuItem key={`${one.line}:${one.column}`} id={String(index)} icon={SYMBOL_ICONS[one.kind]} textValue={one.name}>
            {displayName(one.name)}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}
