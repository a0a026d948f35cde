'use client';

import { Search } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import { matchesKeybinding } from '../../../../components/workbench/commands/keybinding.ts';
import { useOwned } from '../../../../components/workbench/use-owned.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { showToast } from '../../../../components/ui/toast.tsx';
import { KeyCap } from '../../../../components/ui/key-cap.tsx';
import { paletteSession, type Asked } from '../palette-session.ts';
import { QuickSearch } from '../quick-search.ts';
import { QuickField } from './quick-field.tsx';
import { QuickFrame, type CloseThen } from './quick-frame.tsx';
import { QuickList } from './quick-list.tsx';

const LIST = 'quick-access-list';
const OWN_COMMANDS: ReadonlySet<string> = new Set(['palette.files', 'palette.commands']);

/** Files, commands, symbols and lines: whatever has a prefix. */
export function QuickAccessDialog({ asked }: { readonly asked: Asked }) {
  const { quickAccess } = useWorkbench();
  const errorText = useErrorText();
  const fail = (error: unknown): void => {
    const { what, why } = errorText(error);
    showToast({ tone: 'failed', title: what, text: why });
  };
  const search = useOwned(() => new QuickSearch({ offered: quickAccess.get, onError: fail }));
  return search === null ? null : <Searching asked={asked} search={search} fail={fail} />;
}

function Searching({ asked, search, fail }: { readonly asked: Asked; readonly search: QuickSearch; readonly fail: (error: unknown) => void }) {
  const t = useTranslations();
  const workbench = useWorkbench();
  const session = paletteSession.use();
  const [text, setText] = useState(asked.text);
  const frame = useRef<{ readonly closeThen: CloseThen }>(null);
  const { access, items, active, note, busy } = useStore(search.state);
  useEffect(() => search.search(asked.text), [search, asked]);
  const type = (next: string): void => {
    setText(next);
    search.search(next);
  };
  useEffect(() =>
    session.again.subscribe((again) => {
      // The key that opened it once more: the next one, as in VS Code.
      const { items: known, active: at, access: now } = search.state.get();
      if (again.text === (now?.prefix ?? '') && known.length > 0) search.select((at + 1) % known.length);
      else {
        setText(again.text);
        search.search(again.text);
      }
    }),
  );
  const leave = (): void => frame.current?.closeThen(() => session.close());
  const pick = (index: number, { ctrlKey, metaKey }: { readonly ctrlKey: boolean; readonly metaKey: boolean }): void => {
    const item = items[index];
    if (item === undefined) return;
    const run = (ctrlKey || metaKey) && item.runBeside !== undefined ? item.runBeside : item.run;
    frame.current?.closeThen(() => session.close(), () => void (async () => run())().catch(fail));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // The workbench's keys wait while a dialog is open, but for those of this one.
    const own = workbench.commands.bindings.find(({ command, strokes }) => OWN_COMMANDS.has(command) && strokes.length === 1 && strokes[0] !== undefined && matchesKeybinding(strokes[0], event.nativeEvent));
    if (own !== undefined) workbench.commands.run(own.command);
    else if (!((event.ctrlKey || event.metaKey) && event.key === 's')) return;
    event.preventDefault();
  };
  if (access === null) return null;
  const title = t(access.titleKey);
  const isFiles = access.prefix === '';
  return (
    <QuickFrame label={title} frame={frame} onLeave={leave} onKeyDown={onKeyDown}>
      <QuickField label={title} placeholder={t(access.placeholderKey)} icon={isFiles ? Search : undefined} text={text} onText={type} listId={LIST} active={active} count={items.length} onActive={(index) => search.select(index)} onPick={pick} note={note ?? undefined} />
      <QuickList id={LIST} label={t('palette.results')} items={items} active={active} onPick={pick} />
      <output className={items.length > 0 ? 'sr-only' : 'none'}>
        {items.length > 0 ? t('palette.resultCount', { count: items.length }) : busy ? t('palette.looking') : t(access.emptyKey ?? 'palette.nothing')}
      </output>
      {isFiles && <Hints />}
    </QuickFrame>
  );
}

function Hints() {
  const t = useTranslations('palette');
  const offered = useStore(useWorkbench().quickAccess);
  const hints = [
    { prefix: ':', text: t('hints.line') },
    { prefix: '@', text: t('hints.symbol') },
    { prefix: '>', text: t('hints.command') },
    { prefix: '?', text: t('hints.help') },
  ].filter(({ prefix }) => offered.some((access) => access.prefix === prefix));
  return (
    <div className="hints" aria-hidden>
      {hints.map(({ prefix, text }) => (
        <span key={prefix}>
          <b>{prefix}</b>
          {text}
        </span>
      ))}
      <span className="side">
        <KeyCap keys="Ctrl+Enter" /> {t('toTheSide')}
      </span>
    </div>
  );
}
