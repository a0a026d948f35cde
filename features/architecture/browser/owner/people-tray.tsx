'use client';
import { useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import { Menu, MenuItem, MenuTrigger } from '../../../../components/ui/menu.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import type { PersonView } from '../../../../shared/owner-projects.ts';
import { STARTS_AFTER_PX, targetAt, type DragStore } from './drag.ts';
import { Face } from './face.tsx';
import type { GraphModule } from './graph.ts';
import type { Asked } from './use-grant.ts';

type TrayProps = { readonly people: readonly PersonView[]; readonly selected: GraphModule | null; readonly drag: DragStore; readonly moduleOf: (id: string) => GraphModule | null; readonly onGrant: (asked: Asked) => void };

/** Members to be dragged onto a module. The menu of each does the same for the module that is selected. */
export function PeopleTray({ people, selected, drag, moduleOf, onGrant }: TrayProps) {
  const t = useTranslations('architecture.grant');
  return (
    <fieldset className="arch-tray" aria-label={t('tray')}>
      <span className="px-2 text-small text-ink-3">{t('drag')}</span>
      <span className="people">
        {people.map((person) => (
          <PersonChip key={person.id} person={person} selected={selected} drag={drag} moduleOf={moduleOf} onGrant={onGrant} />
        ))}
      </span>
    </fieldset>
  );
}

function PersonChip({ person, selected, drag, moduleOf, onGrant }: Omit<TrayProps, 'people'> & { readonly person: PersonView }) {
  const t = useTranslations('architecture.grant');
  const [isOpen, setOpen] = useState(false);
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null);
  /** A press that became a drag opens no menu. */
  const wasDragged = useRef(false);
  const isStagiaire = person.role === 'stagiaire';

  function onMove(event: globalThis.PointerEvent): void {
    const start = from.current;
    if (start === null) return;
    const { clientX: x, clientY: y } = event;
    if (drag.get() === null && Math.hypot(x - start.x, y - start.y) < STARTS_AFTER_PX) return;
    wasDragged.current = true;
    drag.set({ memberId: person.id, x, y, over: targetAt(x, y) });
  }

  function end(isDropped: boolean): void {
    from.current = null;
    const dragged = drag.get();
    drag.set(null);
    const over = isDropped ? (dragged?.over ?? null) : null;
    const module = over === null ? null : moduleOf(over.moduleId);
    if (module !== null && over !== null) onGrant({ module, person, access: over.half });
  }

  return (
    <span
      className="touch-none"
      onPointerDownCapture={(event) => {
        if (event.button !== 0 || isOpen) return;
        from.current = { x: event.clientX, y: event.clientY };
        wasDragged.current = false;
        const over = new AbortController();
        const finish = (isDropped: boolean): void => {
          over.abort();
          end(isDropped);
        };
        addEventListener('pointermove', onMove, { signal: over.signal });
        addEventListener('pointerup', () => finish(true), { signal: over.signal });
        addEventListener('pointercancel', () => finish(false), { signal: over.signal });
        addEventListener('keydown', ({ key }) => key === 'Escape' && finish(false), { signal: over.signal });
      }}
    >
      <MenuTrigger isOpen={isOpen} onOpenChange={(open) => !open && setOpen(false)}>
        <AriaButton className="chip" aria-label={t('chip', { name: person.name })} onPress={({ pointerType }) => (pointerType === 'keyboard' || pointerType === 'virtual' || !wasDragged.current) && setOpen(true)}>
          <Face person={person} />
          {person.name.split(' ')[0]}
        </AriaButton>
        <Menu
          placement="top"
          disabledKeys={selected === null ? ['read', 'write', 'none'] : []}
          onAction={(key) => {
            if (selected !== null && (key === 'read' || key === 'write' || key === 'none')) onGrant({ module: selected, person, access: key });
          }}
        >
          <MenuItem id="read">{selected === null ? t('selectFirst') : t('menuRead', { module: selected.node.slug })}</MenuItem>
          <MenuItem id="write">{selected === null ? t('selectFirst') : t(isStagiaire ? 'menuPropose' : 'menuWrite', { module: selected.node.slug })}</MenuItem>
          <MenuItem id="none">{selected === null ? t('selectFirst') : t('menuNone', { module: selected.node.slug })}</MenuItem>
        </Menu>
      </MenuTrigger>
    </span>
  );
}

/** The member under the pointer, and what a drop here would do. */
export function DragGhost({ drag, persons }: { readonly drag: DragStore; readonly persons: ReadonlyMap<string, PersonView> }) {
  const t = useTranslations('architecture.grant');
  const dragged = useStore(drag);
  const person = dragged === null ? undefined : persons.get(dragged.memberId);
  if (dragged === null || person === undefined) return null;
  const will = dragged.over === null ? t('dropNowhere') : dragged.over.half === 'read' ? t('willRead') : t(person.role === 'stagiaire' ? 'willPropose' : 'willWrite');
  return (
    <div className="arch-ghost" style={{ left: dragged.x + 8, top: dragged.y + 14 }}>
      <Face person={person} />
      {person.name.split(' ')[0]}
      <span className="text-ink-3">{will}</span>
    </div>
  );
}
