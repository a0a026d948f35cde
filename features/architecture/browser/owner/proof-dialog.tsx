'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleDashed, Download, LoaderCircle, Play, Printer, RefreshCw, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../../components/i18n/provider.tsx';
import { CancelFooter } from '../../../../components/page/cancel-footer.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../../components/ui/dialog.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import { Select } from '../../../../components/ui/select.tsx';
import type { MemberId, WorkspaceId } from '../../../../shared/ids.ts';
import { PROBE_KINDS, type ProbeKind, type ProbeResult, type ProofReport } from '../../contract.ts';
import { api } from './api.ts';
import type { Graph } from './graph.ts';
import { useProof, type ProofRun } from './proof-run.ts';
import { download, reportPage, type ReportWords } from './report-file.ts';

/** Chooses a running container, tries the wall from inside it, and shows what came of it. */
export function ProofDialog({ graph, memberId, onClose }: { readonly graph: Graph; readonly memberId: MemberId | null; readonly onClose: () => void }) {
  const t = useTranslations('architecture.prove');
  const common = useTranslations('common');
  const { run, start, reset } = useProof();
  const candidates = [...graph.workspaces.values()].filter((workspace) => graph.persons.get(workspace.memberId)?.role !== 'owner');
  const own = candidates.filter((workspace) => memberId === null || workspace.memberId === memberId);
  const first = own.find(({ phase }) => phase === 'running') ?? own[0];
  const [chosen, setChosen] = useState<WorkspaceId | null>(first?.id ?? null);
  const workspace = candidates.find(({ id }) => id === chosen) ?? first;
  const title = run.phase === 'done' ? t('titleOf', { name: run.report.member.name }) : t('title');
  return (
    <Dialog title={title} widthPx={760} isOpen onClose={onClose} closeLabel={common('close')}>
      {run.phase === 'done' ? (
        <Report report={run.report} onAgain={() => start(run.report.workspace.id)} onClose={onClose} />
      ) : (
        <>
          <DialogBody className="flex flex-col gap-4">
            <p className="text-ink-2">{t('text')}</p>
            {workspace === undefined ? (
              <Notice icon={CircleAlert}>{t('noWorkspace')}</Notice>
            ) : (
              <Select
                label={t('workspace')}
                value={workspace.id as string}
                onChange={(id) => {
                  reset();
                  setChosen(candidates.find((candidate) => candidate.id === id)?.id ?? null);
                }}
                options={candidates.map(({ id, name, memberName }) => ({ value: id as string, label: t('workspaceOf', { name, member: memberName }) }))}
              />
            )}
            {workspace !== undefined && workspace.phase !== 'running' && <MustRun key={workspace.id} id={workspace.id} isStarting={workspace.phase === 'creating'} member={workspace.memberName} />}
            {run.phase === 'failed' && <ErrorNotice error={run.error} />}
            {run.phase === 'running' && <Progress run={run} />}
          </DialogBody>
          <CancelFooter onCancel={onClose}>
            <Button variant="primary" icon={ShieldCheck} isDisabled={workspace?.phase !== 'running'} isPending={run.phase === 'running'} onPress={() => workspace !== undefined && start(workspace.id)}>
              {t('submit')}
            </Button>
          </CancelFooter>
        </>
      )}
    </Dialog>
  );
}

/** An owner enters it to start it, which its member is told and the log keeps. */
function MustRun({ id, isStarting, member }: { readonly id: WorkspaceId; readonly isStarting: boolean; readonly member: string }) {
  const t = useTranslations('architecture.prove');
  const starting = useMutation({
    async mutationFn() {
      await api.client.allWorkspaces.enter({ workspaceId: id });
      await api.client.workspaces.start({ workspaceId: id });
    },
  });
  return (
    <div className="flex flex-col gap-2">
      <Notice tone="warning" icon={CircleAlert} className="rounded-(--radius-control)">
        <span className="min-w-0 flex-1">{t('mustRun', { member })}</span>
        <Button size="mini" icon={Play} isPending={starting.isPending || isStarting} onPress={() => starting.mutate()}>
          {t('startIt')}
        </Button>
      </Notice>
      {starting.error !== null && <ErrorNotice error={starting.error} />}
    </div>
  );
}

function Progress({ run }: { readonly run: Extract<ProofRun, { phase: 'running' }> }) {
  const t = useTranslations('architecture.prove');
  return (
    <ul aria-label={t('progress')} aria-live="polite">
      {PROBE_KINDS.map((kind) => {
        const result = run.tried.find((tried) => tried.kind === kind);
        return <KindRow key={kind} kind={kind} result={result} isTrying={run.trying === kind} />;
      })}
    </ul>
  );
}

function KindRow({ kind, result, isTrying = false }: { readonly kind: ProbeKind; readonly result: ProbeResult | undefined; readonly isTrying?: boolean }) {
  const t = useTranslations('architecture.prove');
  const formats = useFormats();
  const state = result === undefined ? (isTrying ? 'trying' : 'waiting') : result.holes.length > 0 ? 'through' : result.incomplete === null ? 'held' : 'incomplete';
  return (
    <li className="arch-probe">
      <div className="line">
        <Sign state={state} />
        <b>{t(`kind.${kind}.name`)}</b>
        <small>{t(`kind.${kind}.about`)}</small>
        <span className="text-right">{result === undefined ? '' : formats.number(result.attempts)}</span>
        <span className={`text-right text-small ${state === 'held' ? 'ink-running' : state === 'through' ? 'ink-failed' : state === 'incomplete' ? 'ink-warning' : 'text-ink-3'}`}>
          {result === undefined ? t(`state.${isTrying ? 'trying' : 'waiting'}`) : result.holes.length > 0 ? t('gotThrough', { count: result.holes.length }) : state === 'incomplete' ? t('state.incomplete') : t(`kind.${kind}.held`)}
        </span>
      </div>
      {result !== undefined && result.holes.length > 0 && (
        <ul className="holes" aria-label={t('holes')}>
          {result.holes.map(({ what, answer }) => (
            <li key={`${what}: ${answer}`}>
              <code>{what}</code>: <b>{answer}</b>
            </li>
          ))}
        </ul>
      )}
      {result !== undefined && result.incomplete !== null && <p className="left">{`${t('incomplete')} ${result.incomplete}`}</p>}
      {result !== undefined && result.examples.length > 0 && (
        <pre className="eg">
          {result.examples.map(({ asked, answer }) => `$ ${asked}\n${answer}\n`).join('')}
        </pre>
      )}
    </li>
  );
}

function Sign({ state }: { readonly state: 'waiting' | 'trying' | 'held' | 'through' | 'incomplete' }) {
  switch (state) {
    case 'waiting':
      return <CircleDashed className="text-ink-3" aria-hidden />;
    case 'trying':
      return <LoaderCircle className="spin ink-progress" aria-hidden />;
    case 'held':
      return <CircleCheck className="ink-running" aria-hidden />;
    case 'through':
      return <CircleAlert className="ink-failed" aria-hidden />;
    case 'incomplete':
      return <CircleAlert className="ink-warning" aria-hidden />;
  }
}

function Report({ report, onAgain, onClose }: { readonly report: ProofReport; readonly onAgain: () => void; readonly onClose: () => void }) {
  const t = useTranslations('architecture.prove');
  const words = useReportWords(report);
  const language = useLocale();
  const isWhole = report.kinds.every(({ incomplete }) => incomplete === null);
  const held = report.holes === 0;
  const name = `atelier-proof-${report.workspace.name}-${new Date(report.startedAtMs).toISOString().slice(0, 10)}`;
  return (
    <>
      <DialogBody>
        <p className="mb-3 text-small text-ink-3">{words.where}</p>
        <output className={`arch-verdict ${held ? (isWhole ? 'tone-running' : 'tone-warning') : 'tone-failed'}`}>
          {held ? <ShieldCheck className="size-6" aria-hidden /> : <ShieldAlert className="size-6" aria-hidden />}
          <span className="min-w-0">
            <b className="block">{words.verdict}</b>
            <span className="text-small text-ink-2">{t('hidden', { hidden: report.hiddenModules, boxes: report.blackBoxes })}</span>
          </span>
        </output>
        <ul aria-label={t('progress')}>
          {report.kinds.map((result) => (
            <KindRow key={result.kind} kind={result.kind} result={result} />
          ))}
        </ul>
      </DialogBody>
      <DialogFooter>
        <span className="min-w-0 flex-1 text-small text-ink-3 max-phone:hidden">{t('kept')}</span>
        <span className="flex flex-wrap justify-end gap-2">
        <Button icon={Printer} onPress={() => download(reportPage(report, words, language), { name: `${name}.html`, type: 'text/html' })}>
          {t('page')}
        </Button>
        <Button icon={Download} onPress={() => download(`${JSON.stringify(report, null, 2)}\n`, { name: `${name}.json`, type: 'application/json' })}>
          {t('json')}
        </Button>
        <Button icon={RefreshCw} onPress={onAgain}>
          {t('again')}
        </Button>
        <Button variant="primary" onPress={onClose}>
          {t('done')}
        </Button>
        </span>
      </DialogFooter>
    </>
  );
}

function useReportWords(report: ProofReport): ReportWords {
  const t = useTranslations('architecture.prove');
  const formats = useFormats();
  const moment = useMoment();
  const { member, workspace, startedAtMs, tookMs, attempts, holes, kinds } = report;
  const empty = attempts - holes;
  return {
    title: t('titleOf', { name: member.name }),
    where: t('where', { workspace: workspace.name, moment: moment(startedAtMs), duration: formats.duration(tookMs) }),
    verdict: holes === 0 ? t('held', { empty, attempts }) : t('broken', { empty, attempts, holes }),
    kinds: Object.fromEntries(kinds.map((result) => [result.kind, { name: t(`kind.${result.kind}.name`), about: t(`kind.${result.kind}.about`), result: result.holes.length > 0 ? t('gotThrough', { count: result.holes.length }) : t(`kind.${result.kind}.held`) }])),
    holes: t('holes'),
    incomplete: t('incomplete'),
  };
}
