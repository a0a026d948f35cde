'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleAlert, LoaderCircle, Lock } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { ImportView } from '../../contract.ts';
import { api, liveOverviewOptions } from './api.ts';
import { FlowBar } from './flow-bar.tsx';
import { ModuleCards } from './module-cards.tsx';
import { ModuleDialog } from './module-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { addModule, asSlug, freeNames, nameOf, namesFor, planOf } from './plan/draft.ts';
import { problemsOf } from './plan/problems.ts';
import { Preview } from './preview.tsx';
import { RunDialog } from './run-dialog.tsx';
import { SourceTree } from './source-tree.tsx';
import { sourceNameOf } from './source-name.ts';
import type { Taken } from './taken.ts';
import { useDraft, type Saving } from './use-draft.ts';
import { useFigures } from './use-figures.ts';
import { useSource } from './use-source.ts';

type Shown = { readonly kind: 'move'; readonly what: Taken } | { readonly kind: 'new'; readonly what: Taken | null } | { readonly kind: 'edit'; readonly id: string } | null;

/** What goes where: the source on the left, the modules on the right, and below what the chosen one would be. */
export function SplitStep({ view, onChangeSource, onGrant }: { readonly view: ImportView; readonly onChangeSource: () => void; readonly onGrant: () => void }) {
  const t = useTranslations('imports.split');
  const errorText = useErrorText();
  const { draft, saving, change } = useDraft(view);
  const source = useSource(view);
  const figures = useFigures(view, draft);
  const overview = useQuery(liveOverviewOptions());
  const [selectedId, setSelected] = useState(draft.modules[0]?.id ?? null);
  const [shown, setShown] = useState<Shown>(null);
  const [isAside, setAside] = useState(false);
  const taken = new Set((overview.data?.projects ?? []).flatMap(({ slug, modules }) => modules.map((module) => nameOf({ projectSlug: slug, slug: module.slug }))));
  const problems = problemsOf(draft, view.phase === 'importing' ? new Set() : taken);
  const selected = draft.modules.find(({ id }) => id === selectedId) ?? null;
  const sourceName = sourceNameOf(view.from);
  const running = useMutation({ mutationFn: (plan: Parameters<typeof api.client.imports.run>[0]['plan']) => api.client.imports.run({ importId: view.id, plan }) });
  const close = (): void => setShown(null);

  async function move(what: Taken, moduleId: string | null): Promise<void> {
    try {
      change(await source.assigning(draft, { ...what, moduleId }));
      if (moduleId !== null) setSelected(moduleId);
    } catch (error) {
      const { what: title, safe } = errorText(error);
      showToast({ tone: 'failed', title, text: safe });
    }
  }

  /** Made and filled in one go. */
  async function moveToNew(what: Taken | null, names: Parameters<typeof addModule>[1]): Promise<void> {
    const added = addModule(draft, names);
    const fill = what === null ? null : await source.assigning(draft, { ...what, moduleId: added.id });
    change((present) => {
      const next = addModule(present, names).draft;
      return fill === null ? next : fill(next);
    });
    setSelected(added.id);
  }

  const count = draft.modules.length;
  const plan = planOf(draft);
  return (
    <>
      <FlowBar step={view.phase === 'ready' ? 'split' : 'import'} end={<SavedLine saving={saving} />} />
      <div className="imp-board">
        <SourceTree
          view={view}
          draft={draft}
          source={source}
          left={figures.left}
          onChange={change}
          onMove={(what) => setShown({ kind: 'move', what })}
          onTakeOut={(what) => void move(what, null)}
          onChangeSource={onChangeSource}
        />
        <ModuleCards
          view={view}
          draft={draft}
          figures={figures.of}
          problems={problems}
          selectedId={selectedId}
          onSelect={setSelected}
          onChange={change}
          onDrop={(what, id) => void move(what, id)}
          onNew={(what) => setShown({ kind: 'new', what })}
          onEdit={(id) => setShown({ kind: 'edit', id })}
        />
        <Preview view={view} module={selected} leftOut={draft.leftOut} keepOldHashes={draft.keepOldHashes} onKeepOldHashes={(keepOldHashes) => change((known) => ({ ...known, keepOldHashes }))} />
      </div>
      <div className="imp-decide">
        <span className="flex min-w-0 items-center gap-1.5 text-small text-ink-2 max-phone:hidden">
          <Lock className="size-3.5" aria-hidden />
          <span className="min-w-0">{t('readOnly', { name: sourceName })}</span>
        </span>
        <span className="flex-1" />
        {running.isError && <ErrorNotice error={running.error} className="max-w-[56ch]" />}
        {problems.size > 0 && <span className="ink-failed text-small max-phone:basis-full">{t('wrong', { count: problems.size })}</span>}
        <Button variant="quiet" onPress={onChangeSource}>
          {t('back')}
        </Button>
        <Button variant="primary" isDisabled={count === 0 || problems.size > 0 || plan === null} isPending={running.isPending} onPress={() => plan !== null && running.mutate(plan)}>
          {t('import', { count })}
        </Button>
      </div>
      {shown?.kind === 'move' && (
        <MoveDialog
          draft={draft}
          what={shown.what}
          onClose={close}
          onChange={change}
          onMove={(moduleId) => {
            close();
            void move(shown.what, moduleId);
          }}
          onNew={() => setShown({ kind: 'new', what: shown.what })}
        />
      )}
      {shown?.kind === 'new' && (
        <ModuleDialog
          names={shown.what === null ? { projectSlug: draft.modules.at(-1)?.projectSlug ?? asSlug(sourceName), slug: '', kind: 'service' } : freeNames(draft, namesFor(shown.what.path, sourceName))}
          onClose={close}
          onDone={(names) => {
            close();
            void moveToNew(shown.what, names);
          }}
        />
      )}
      {shown?.kind === 'edit' && <EditModule draft={draft} id={shown.id} onClose={close} onChange={change} onTakeOut={(path) => void move({ path, isFolder: true }, null)} />}
      {view.phase !== 'ready' && !isAside && <RunDialog view={view} figures={figures.of} onPlan={() => setAside(true)} onGrant={onGrant} onDiscarded={onChangeSource} />}
    </>
  );
}

function EditModule({ draft, id, onClose, onChange, onTakeOut }: { readonly draft: ReturnType<typeof useDraft>['draft']; readonly id: string; readonly onClose: () => void; readonly onChange: ReturnType<typeof useDraft>['change']; readonly onTakeOut: (path: string) => void }) {
  const module = draft.modules.find((candidate) => candidate.id === id);
  if (module === undefined) return null;
  return (
    <ModuleDialog
      names={module}
      module={module}
      onClose={onClose}
      onTakeOut={onTakeOut}
      onDone={(names) => {
        onClose();
        onChange((known) => ({ ...known, modules: known.modules.map((one) => (one.id === id ? { ...one, ...names } : one)) }));
      }}
    />
  );
}

function SavedLine({ saving }: { readonly saving: Saving }) {
  const t = useTranslations('imports');
  const [Sign, words] = saving === 'saved' ? ([CircleCheck, t('saved')] as const) : saving === 'saving' ? ([LoaderCircle, t('saving')] as const) : ([CircleAlert, t('notSaved')] as const);
  return (
    <output className="imp-saved">
      <Sign className={saving === 'failed' ? 'ink-failed size-3.5' : 'size-3.5'} aria-hidden />
      {words}
    </output>
  );
}
