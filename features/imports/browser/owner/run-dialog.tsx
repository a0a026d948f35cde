'use client';
import { useMutation } from '@tanstack/react-query';
import { Check, Circle, CircleAlert, LoaderCircle, ShieldCheck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Progress } from '../../../../components/ui/bar.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../../components/ui/dialog.tsx';
import type { ImportedModule, ImportView } from '../../contract.ts';
import { api } from './api.ts';
import { useFailureText } from './failure-text.ts';
import { nameOf, withoutMade } from './plan/draft.ts';
import { parsedCommits } from './progress-line.ts';
import type { FiguresOf } from './use-figures.ts';

export type RunDialogProps = {
  readonly view: ImportView;
  readonly figures: FiguresOf;
  /** Back to the plan of what is still to be made. */
  readonly onPlan: () => void;
  readonly onGrant: () => void;
  readonly onDiscarded: () => void;
};

/** How far the modules are; what could not be made, why, and again. */
export function RunDialog({ view, figures, onPlan, onGrant, onDiscarded }: RunDialogProps) {
  const t = useTranslations('imports.run');
  const common = useTranslations('common');
  const router = useRouter();
  const [isCancelling, setCancelling] = useState(false);
  const { modules, plan, phase } = view;
  const done = modules.filter(({ state }) => state === 'done').length;
  const failed = modules.filter(({ state }) => state === 'failed').length;
  const left = plan === null ? null : withoutMade(plan, modules);
  const again = useMutation({ mutationFn: () => (left === null ? Promise.reject(new Error('no plan')) : api.client.imports.run({ importId: view.id, plan: left })) });
  const discarding = useMutation({ mutationFn: () => api.client.imports.discard({ importId: view.id }), onSuccess: onDiscarded });
  const hasFailed = phase === 'failed';
  const commitsOf = (some: readonly Pick<ImportedModule, 'projectSlug' | 'slug'>[]): number => sum((plan?.modules ?? []).filter((module) => some.some((one) => nameOf(one) === nameOf(module))).map((module) => figures(module)?.commits ?? 0));
  const commits = commitsOf(modules);
  // The one that is being made counts for the part of it that was read.
  const part = modules.length === 0 ? 0 : (done + (done < modules.length ? (runningPart(view) ?? 0) : 0)) / modules.length;
  const title = isCancelling ? t('cancelTitle') : hasFailed ? t('failedTitle', { failed }) : t('title', { count: modules.length });
  return (
    <Dialog title={title} widthPx={680} isOpen isDismissable={false} onClose={onPlan} closeLabel={common('close')}>
      <DialogBody>
        {isCancelling ? (
          <p className="text-ink-2">{t('cancelText', { done })}</p>
        ) : (
          <>
            <p className="text-ink-2">{hasFailed ? t('safe', { done }) : t('close')}</p>
            {!hasFailed && <Progress className="mt-3.5" label={t('progress')} part={part} />}
            <p className="mt-1.5 text-small text-ink-3">
              {t('of', { done, count: modules.length })}
              {commits > 0 && `, ${t('commits', { done: commitsOf(modules.filter(({ state }) => state === 'done')), count: commits })}`}
            </p>
            <ul className="imp-each" aria-label={t('progress')}>
              {modules.map((module) => (
                <ModuleLine key={nameOf(module)} module={module} view={view} figures={figures} />
              ))}
            </ul>
          </>
        )}
        {(again.error ?? discarding.error) !== null && <ErrorNotice className="mt-4" error={again.error ?? discarding.error} />}
      </DialogBody>
      <DialogFooter>
        {isCancelling ? (
          <>
            <span className="flex-1" />
            <Button variant="quiet" onPress={() => setCancelling(false)}>
              {t('goOnImporting')}
            </Button>
            <Button variant="danger" isPending={discarding.isPending} onPress={() => discarding.mutate()}>
              {t('cancel')}
            </Button>
          </>
        ) : hasFailed ? (
          <>
            {done > 0 && (
              <Button variant="quiet" onPress={onGrant}>
                {t('grant')}
              </Button>
            )}
            <span className="flex-1" />
            <Button variant="quiet" onPress={onPlan}>
              {t('plan')}
            </Button>
            <Button variant="primary" isPending={again.isPending} onPress={() => again.mutate()}>
              {t('again', { count: left?.modules.length ?? 0 })}
            </Button>
          </>
        ) : (
          <>
            <span className="flex items-center gap-1.5 text-small text-ink-2 max-phone:hidden">
              <ShieldCheck className="size-3.5" aria-hidden />
              {t('checked')}
            </span>
            <span className="flex-1" />
            <Button variant="quiet" onPress={() => setCancelling(true)}>
              {t('cancel')}
            </Button>
            <Button onPress={() => router.push('/projects')}>{t('background')}</Button>
          </>
        )}
      </DialogFooter>
    </Dialog>
  );
}

function ModuleLine({ module, view, figures }: { readonly module: ImportedModule; readonly view: ImportView; readonly figures: FiguresOf }) {
  const t = useTranslations('imports.run');
  const split = useTranslations('imports.split');
  const failureText = useFailureText();
  const { state, projectSlug, slug, kind, problem } = module;
  const planned = view.plan?.modules.find((candidate) => nameOf(candidate) === nameOf(module));
  const commits = planned === undefined ? undefined : figures(planned)?.commits;
  const name = split('to', { project: projectSlug, module: slug });
  const part = state === 'done' ? 1 : state === 'running' ? runningPart(view) : 0;
  return (
    <li>
      <KindTile kind={kind} />
      <span className="name truncate" title={name}>
        {name}
      </span>
      {state === 'failed' ? <span className="why">{failureText(problem, '')}</span> : <Progress label={name} part={part} />}
      <span className="num">{state === 'done' && commits !== undefined ? t('moduleCommits', { count: commits }) : t(state)}</span>
      <StateSign state={state} />
    </li>
  );
}

/** How much of the source's history was read for the module that is being made; null: not known. */
function runningPart({ detail, source }: ImportView): number | null {
  const parsed = parsedCommits(detail);
  return parsed === null || source === null ? null : Math.min(0.95, parsed / Math.max(1, source.commits));
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}

function StateSign({ state }: { readonly state: ImportedModule['state'] }) {
  switch (state) {
    case 'done':
      return <Check className="ink-running size-3.5" aria-hidden />;
    case 'running':
      return <LoaderCircle className="spin ink-progress size-3.5" aria-hidden />;
    case 'failed':
      return <CircleAlert className="ink-failed size-3.5" aria-hidden />;
    case 'waiting':
      return <Circle className="size-3.5 text-ink-3" aria-hidden />;
  }
}
