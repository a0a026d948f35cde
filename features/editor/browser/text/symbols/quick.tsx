'use client';

import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import type { TextEditorContext } from '../../../../../components/workbench/editors/text-editor.ts';
import type { QuickItem } from '../../../../../components/workbench/prompts/quick-access.ts';
import { useWorkbench } from '../../../../../components/workbench/workbench-context.tsx';
import { textSession } from '../text-session.ts';
import { flattened } from './find-symbols.ts';
import { SYMBOL_ICONS } from './icons.ts';
import { matchedAt } from './match.ts';
import { goToSymbol } from './use-symbols.ts';

/** What `@` and `:` find in the text that one is in. */
export function TextQuickAccess() {
  const t = useTranslations('text.symbols');
  const session = textSession.use();
  const { quickAccess } = useWorkbench();
  useEffect(() => {
    /** Where one was before the list moved the view. */
    let before: { readonly context: TextEditorContext; readonly state: ReturnType<TextEditorContext['editor']['saveViewState']> } | null = null;
    const peek = (line: number): void => {
      const context = session.current.get();
      if (context === null) return;
      before ??= { context, state: context.editor.saveViewState() };
      context.editor.revealLineInCenter(line);
    };
    const leave = (isDone: boolean): void => {
      if (before !== null && !isDone) before.context.editor.restoreViewState(before.state);
      before = null;
    };
    const lines = new Map<string, number>();
    return quickAccess.add(
      {
        prefix: '@',
        titleKey: 'text.symbols.go',
        placeholderKey: 'text.symbols.goHint',
        emptyKey: 'text.symbols.empty',
        onSelect: (item) => (item === null ? leave(false) : peek(lines.get(item.id) ?? 1)),
        find: async (query, { show, signal }) => {
          const context = session.current.get();
          if (context === null) return show([]);
          const symbols = await session.symbols.find(context.model, signal);
          if (signal.aborted) return;
          lines.clear();
          const items = flattened(symbols).flatMap(({ symbol, within }): QuickItem[] => {
            const found = matchedAt(symbol.name, query.trim());
            if (found === null) return [];
            const id = `${symbol.line}:${symbol.column}`;
            lines.set(id, symbol.line);
            return [{ id, label: symbol.name, detail: within.map(({ name }) => name).join(' › '), icon: SYMBOL_ICONS[symbol.kind], found, run: () => (leave(true), goToSymbol(context, symbol)) }];
          });
          show(items.slice(0, 500));
        },
      },
      {
        prefix: ':',
        titleKey: 'text.symbols.line',
        placeholderKey: 'text.symbols.lineHint',
        onSelect: (item) => (item === null ? leave(false) : peek(lines.get(item.id) ?? 1)),
        find: (query, { show }) => {
          const context = session.current.get();
          if (context === null) return show([]);
          const { model, editor: view } = context;
          const [, line = '', column = ''] = /^\s*(\d{1,9})\s*(?:[:,]\s*(\d{1,6})\s*)?$/.exec(query) ?? [];
          const count = model.getLineCount();
          if (line === '') return show([{ id: 'range', label: t('lineRange', { lines: count }), run: () => view.focus() }]);
          const lineNumber = Math.max(1, Math.min(count, Number(line)));
          const at = { lineNumber, column: Math.min(model.getLineMaxColumn(lineNumber), Math.max(1, Number(column || 1))) };
          lines.clear();
          lines.set('line', lineNumber);
          const label = column === '' ? t('lineItem', { line: lineNumber }) : t('lineColumnItem', { line: lineNumber, column: at.column });
          show([{ id: 'line', label, run: () => (leave(true), view.setPosition(at), view.revealPositionInCenter(at), view.focus()) }]);
        },
      },
    );
  }, [session, quickAccess, t]);
  return null;
}
