'use client';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { Progress } from '../../../components/ui/bar.tsx';
import { Steps } from '../../../components/ui/steps.tsx';
import type { Step, WorkspaceView } from '../contract.ts';

/** Steps done, and of the present one as much as is known. */
export function startedPart(steps: readonly Step[]): number {
  const done = steps.reduce((sum, step) => sum + (step.state === 'done' ? 1 : step.state === 'running' ? (step.progress ?? 0) : 0), 0);
  return steps.length === 0 ? 0 : done / steps.length;
}

export function StartingBar({ label, steps }: { readonly label: string; readonly steps: readonly Step[] }) {
  return <Progress label={label} part={startedPart(steps)} />;
}

/** Every step with what it took; the last line of what the present one's tool says. */
export function StepsPanel({ workspace, steps, nowMs }: { readonly workspace: WorkspaceView; readonly steps: readonly Step[]; readonly nowMs: number }) {
  const t = useTranslations('workspaces.steps');
  const words = useTranslations('common.stepState');
  const formats = useFormats();
  const figures = { memory: formats.size(workspace.limits.memoryBytes), cores: workspace.limits.cpus, image: workspace.imageName };
  const detail = steps.find((step) => step.state === 'running')?.detail ?? '';
  return (
    <div className="open">
      <Steps
        label={t('label', { name: workspace.name })}
        className="gap-x-12 phone:grid phone:grid-flow-col phone:grid-cols-2 phone:grid-rows-3"
        stateWords={{ waiting: words('waiting'), running: words('running'), done: words('done'), failed: words('failed') }}
        steps={steps.map((step) => ({ key: step.name, label: t(step.name, figures), state: step.state, figure: figureOf(step, nowMs, formats) }))}
      />
      {detail !== '' && <p className="mono mt-2 truncate text-small text-ink-3" title={detail}>{detail}</p>}
    </div>
  );
}

function figureOf(step: Step, nowMs: number, formats: ReturnType<typeof useFormats>): string | undefined {
  if (step.state === 'done') return step.durationMs === null || step.durationMs < 50 ? undefined : formats.duration(step.durationMs);
  if (step.state !== 'running') return undefined;
  if (step.progress !== null) return formats.percent(step.progress);
  const ranMs = step.startedAtMs === null ? 0 : nowMs - step.startedAtMs;
  // Below two seconds a running figure is only unrest.
  return ranMs < 2000 ? undefined : formats.duration(Math.floor(ranMs / 1000) * 1000);
}
