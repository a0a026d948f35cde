'use client';

import { HardDrive, PenLine } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { useMoment } from '../../../../components/i18n/provider.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../../components/ui/dialog.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { baseName } from '../../../../shared/file-path.ts';
import { editorSession, type EditorSession } from '../editor-session.ts';
import type { FileModel } from '../model/file-model.ts';
import type { Theirs } from '../model/file-state.ts';
import { useFileName } from './tab-name.ts';
import { SaveAsDialog } from './save-as-dialog.tsx';
import { VersionCard } from './version-card.tsx';

/** What the editor asks, and what it says when something did not work. */
export function EditorDialogs() {
  const session = editorSession.use();
  const active = useStore(session.editors.active);
  const closing = useStore(session.editors.closing);
  const savingAs = useStore(session.savingAs);
  useProblems(session);
  return (
    <>
      {active !== null && <Conflict session={session} model={active} />}
      {savingAs !== null && <SaveAsDialog key={savingAs.model.path} question={savingAs} />}
      {closing !== null && <ClosingDialog session={session} models={closing.models} />}
    </>
  );
}

function useProblems(session: EditorSession): void {
  const t = useTranslations('editor.problem');
  const errorText = useErrorText();
  useEffect(
    () =>
      session.problems.subscribe(({ kind, error }) => {
        const { what, why } = errorText(error);
        if (kind === 'draft') showToast({ tone: 'failed', title: t('draft'), text: t('draftText') });
        else if (kind === 'participant') showToast({ tone: 'failed', title: t('participant'), text: error instanceof Error && error.message !== '' ? error.message : what });
        else if (kind === 'monaco') showToast({ tone: 'failed', title: t('monaco'), text: why });
        else showToast({ tone: 'failed', title: what, text: why });
      }),
    [session, t, errorText],
  );
}

function Conflict({ session, model }: { readonly session: EditorSession; readonly model: FileModel }) {
  const state = useStore(model.state);
  return state.phase === 'conflict' ? <ConflictDialog session={session} model={model} theirs={state.theirs} /> : null;
}

/** Saving onto a newer file: nothing was written, and there are three ways on. */
function ConflictDialog({ session, model, theirs }: { readonly session: EditorSession; readonly model: FileModel; readonly theirs: Theirs }) {
  const t = useTranslations('editor.conflict');
  const common = useTranslations('common');
  const moment = useMoment();
  const [isPending, setPending] = useState(false);
  const mine = model.buffer.get()?.getText() ?? '';
  const base = model.baseText;
  const run = async (action: () => Promise<unknown>): Promise<void> => {
    setPending(true);
    try {
      await action();
    } catch (error) {
      session.problems.emit({ kind: 'disk', error });
    }
    setPending(false);
  };
  return (
    <Dialog isOpen role="alertdialog" widthPx={720} title={t('title', { name: displayName(baseName(model.path)) })} closeLabel={common('close')} onClose={() => model.postpone()}>
      <DialogBody>
        <p className="text-ink-2">{t('text', { moment: moment(theirs.modifiedAtMs) })}</p>
        {base !== null && (
          <div className="mt-4 flex gap-3 max-phone:flex-col">
            <VersionCard
              base={base}
              text={mine}
              head={
                <>
                  <PenLine className="size-3.5" aria-hidden />
                  <b className="font-semibold">{t('yours')}</b>
                  <span className="text-ink-3">{t('yoursWhen')}</span>
                </>
              }
            />
            <VersionCard
              base={base}
              text={theirs.text}
              head={
                <>
                  <HardDrive className="size-3.5" aria-hidden />
                  <b className="font-semibold">{t('disk')}</b>
                  <span className="text-ink-3">{moment(theirs.modifiedAtMs)}</span>
                </>
              }
            />
          </div>
        )}
        <p className="mt-4 text-small text-ink-3">{t('kept')}</p>
      </DialogBody>
      <DialogFooter>
        <Button variant="quiet" isDisabled={isPending} onPress={() => model.postpone()}>
          {common('cancel')}
        </Button>
        <span className="flex-1" />
        <Button isDisabled={isPending} onPress={() => void run(() => model.takeTheirs())}>
          {t('reload')}
        </Button>
        <Button isDisabled={isPending} onPress={() => void run(() => model.overwrite())}>
          {t('overwrite')}
        </Button>
        <Button variant="primary" autoFocus isDisabled={isPending} onPress={() => void run(() => session.compare(model))}>
          {t('compare')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function ClosingDialog({ session, models }: { readonly session: EditorSession; readonly models: readonly FileModel[] }) {
  const t = useTranslations('editor.closing');
  const common = useTranslations('common');
  const fileName = useFileName();
  const names = models.map(({ path }) => fileName(path));
  const answer = (what: 'save' | 'discard' | 'cancel'): void => void session.editors.answerClosing(what);
  return (
    <Dialog isOpen role="alertdialog" title={names.length === 1 ? t('title', { name: names[0] ?? '' }) : t('titleMany', { count: names.length })} closeLabel={common('close')} onClose={() => answer('cancel')}>
      <DialogBody>
        <p className="text-ink-2">{t('text')}</p>
        {names.length > 1 && (
          <ul className="mt-3 max-h-40 list-disc overflow-auto pl-5">
            {models.map(({ path }, index) => (
              <li key={path}>{names[index]}</li>
            ))}
          </ul>
        )}
      </DialogBody>
      <DialogFooter>
        <Button variant="quiet" onPress={() => answer('cancel')}>
          {common('cancel')}
        </Button>
        <span className="flex-1" />
        <Button onPress={() => answer('discard')}>{t('discard')}</Button>
        <Button variant="primary" autoFocus onPress={() => answer('save')}>
          {t('save')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
