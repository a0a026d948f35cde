'use client';

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

import { isMacLike, keysAsText } from '../../../../components/ui/keys.ts';
import { classes, type Icon } from '../../../../components/ui/icon.ts';
import { watchView } from '../../../../components/ui/watch-view.ts';
import { layRows, rowsBetween } from './quick-rows.ts';

export type ListItem = {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon?: Icon;
  readonly keybinding?: string;
  readonly found?: readonly number[];
  readonly group?: string;
  readonly end?: string;
};

export type QuickListProps = {
  readonly id: string;
  readonly label: string;
  readonly items: readonly ListItem[];
  readonly active: number;
  readonly onPick: (index: number, event: { readonly ctrlKey: boolean; readonly metaKey: boolean }) => void;
};

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

/** What there is to choose from; the focus stays in the field above. */
export function QuickList({ id, label, items, active, onPick }: QuickListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [sizes] = useState(() => (matchMedia('(pointer: coarse)').matches ? { headPx: 32, itemPx: 44 } : { headPx: 28, itemPx: 32 }));
  const [view, setView] = useState({ topPx: 0, heightPx: 480 });
  const laid = useMemo(() => layRows(items.map(({ group }) => group), sizes), [items, sizes]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const row = laid.rows[laid.rowOf[active] ?? -1];
    if (element === null || row === undefined) return;
    // The head of a group comes along with its first item.
    const topPx = active === 0 ? 0 : row.topPx;
    if (topPx < element.scrollTop) element.scrollTop = topPx;
    else if (row.topPx + sizes.itemPx > element.scrollTop + element.clientHeight) element.scrollTop = row.topPx + sizes.itemPx - element.clientHeight + 6;
    setView((view) => ({ topPx: element.scrollTop, heightPx: element.clientHeight || view.heightPx }));
  }, [active, laid, sizes]);

  // Its dialog opens after it was laid out, and a phone's keyboard takes half of it away.
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    return watchView(element, () => setView({ topPx: element.scrollTop, heightPx: element.clientHeight }));
  }, []);

  // The keys are the field's: it says which of these is the active one.
  const listbox = { id, role: 'listbox', 'aria-label': label, style: { height: laid.totalPx } };
  const optionOf = ({ index, topPx }: { readonly index: number; readonly topPx: number }) => ({
    id: optionId(id, index),
    role: 'option',
    'aria-selected': index === active,
    'aria-posinset': index + 1,
    'aria-setsize': items.length,
    className: classes('quick-item', index === active && 'on'),
    style: { top: topPx, height: sizes.itemPx },
    // The focus stays in the field.
    onPointerDown: (event: { preventDefault: () => void }) => event.preventDefault(),
    onClick: (event: { readonly ctrlKey: boolean; readonly metaKey: boolean }) => onPick(index, event),
  });
  const shown = rowsBetween(laid, { fromPx: view.topPx, toPx: view.topPx + view.heightPx });
  return (
    <div ref={scroller} className="quick-list" data-empty={items.length === 0 ? '' : undefined}>
      <div {...listbox}>
        {shown.map((row) => {
          if (row.kind === 'head') {
            return (
              <div key={`head ${row.text}`} className="quick-head" style={{ top: row.topPx, height: sizes.headPx }} aria-hidden>
                {row.text}
              </div>
            );
          }
          const item = items[row.index];
          if (item === undefined) return null;
          return (
            <div key={item.id} {...optionOf(row)}>
              <Line item={item} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Line({ item }: { readonly item: ListItem }) {
  const Sign = item.icon;
  return (
    <>
      {Sign && <Sign aria-hidden />}
      <span className="name">
        <Marked text={item.label} found={item.found ?? []} />
      </span>
      {item.detail !== undefined && <span className="path">{item.detail}</span>}
      {item.end !== undefined && <span className="end">{item.end}</span>}
      {item.keybinding !== undefined && <Keys keys={item.keybinding} />}
    </>
  );
}

/** What was found stands out. */
export function Marked({ text, found }: { readonly text: string; readonly found: readonly number[] }) {
  if (found.length === 0) return text;
  const marked = new Set(found);
  const parts: { text: string; isFound: boolean }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const isFound = marked.has(at);
    const last = parts.at(-1);
    if (last?.isFound === isFound) last.text += text.charAt(at);
    else parts.push({ text: text.charAt(at), isFound });
  }
  return parts.map((part, at) => (part.isFound ? <mark key={at}>{part.text}</mark> : part.text));
}

/** Each key a cap of its own; two presses in turn (`Ctrl+K Ctrl+S`) stand apart. */
function Keys({ keys }: { readonly keys: string }) {
  const isMac = isMacLike();
  return (
    <span className="keys">
      {keys.split(' ').flatMap((press, at) =>
        press.split(/(?<!\+)\+(?!$)/).map((key, index) => (
          <kbd key={`${at} ${index}`} className={classes(at > 0 && index === 0 && 'ml-1.5')}>
            {keysAsText(key, isMac)}
          </kbd>
        )),
      )}
    </span>
  );
}
