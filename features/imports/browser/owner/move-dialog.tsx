'use client';
import { CircleOff, EyeOff, Plus } from 'lucide-react';
import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { CancelFooter } from '../../../../components/page/cancel-footer.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody } from '../../../../components/ui/dialog.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import { displayName } from '../../../../shared/display-name.ts';
import { setLeftOut, type Draft } from './plan/draft.ts';
import { destinationOf } from './plan/tree-rows.ts';
import type { Taken } from './taken.ts';
import type { DraftState } from './use-draft.ts';

const FILTER_FROM = 8;

export type MoveDialogProps = {
  readonly draft: Draft;
  readonly what: Taken;
  readonly onMove: (moduleId: string | null) => void;
  readonly onNew: () => void;
  readonly onChange: DraftState['change'];
  readonly onClose: () => void;
};

/** What dragging does, by choosing from a list. */
export function MoveDialog({ draft, what, onMove, onNew, onChange, onClose }: MoveDialogProps) {
  const t = useTranslations('imports.move');
  const split = useTranslations('imports.split');
  const common = useTranslations('common');
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const choices = draft.modules.map((module) => ({ module, name: split('to', { project: module.projectSlug, module: module.slug }) })).filter(({ name }) => name.toLowerCase().includes(wanted));
  const isLeftOut = destinationOf(draft, what.path).kind === 'leftOut';
  return (
    <Dialog title={t('title', { name: displayName(what.path) })} widthPx={440} isOpen onClose={onClose} closeLabel={common('close')}>
      <DialogBody className="flex flex-col gap-3 pt-4!">
        {draft.modules.length >= FILTER_FROM && <TextField autoFocus label={t('filter')} hideLabel placeholder={t('filter')} autoComplete="off" value={filter} onChange={setFilter} />}
        {choices.length > 0 && (
          <ListBox className="imp-choices menu" aria-label={t('list')} autoFocus={draft.modules.length < FILTER_FROM ? 'first' : false} onAction={(key) => onMove(String(key))}>
            {choices.map(({ module, name }) => (
              <ListBoxItem key={module.id} id={module.id} textValue={name} className="item">
                <KindTile kind={module.kind} />
                {name}
              </ListBoxItem>
            ))}
          </ListBox>
        )}
        <div className="flex flex-col items-start gap-1">
          <Button variant="quiet" icon={Plus} onPress={onNew}>
            {t('new')}
          </Button>
          <Button variant="quiet" icon={CircleOff} onPress={() => onMove(null)}>
            {t('none')}
          </Button>
          {!isLeftOut && (
            <Button
              variant="quiet"
              icon={EyeOff}
              onPress={() => {
                onChange((known) => setLeftOut(known, what.path, true));
                onClose();
              }}
            >
              {t('leaveOut')}
            </Button>
          )}
        </div>
      </DialogBody>
      <CancelFooter onCancel={onClose} />
    </Dialog>
  );
}
