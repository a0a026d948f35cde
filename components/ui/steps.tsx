import { Check, Circle, CircleAlert, LoaderCircle } from 'lucide-react';

export type StepItem = {
  readonly key: string;
  readonly label: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** At the end of the line: how long it took, or how far it is. */
  readonly figure?: string;
};

const SIGNS = { waiting: Circle, running: LoaderCircle, done: Check, failed: CircleAlert } as const;

/** What is done, what happens now and what is still to come; `stateWords` are read aloud before each. */
export function Steps({ steps, stateWords, label, className = '' }: { readonly steps: readonly StepItem[]; readonly stateWords: Readonly<Record<StepItem['state'], string>>; readonly label: string; readonly className?: string }) {
  return (
    <ol className={`steps ${className}`} aria-label={label}>
      {steps.map((step) => {
        const Sign = SIGNS[step.state];
        return (
          <li key={step.key} className={step.state} aria-current={step.state === 'running' ? 'step' : undefined}>
            <Sign className={step.state === 'running' ? 'spin' : undefined} aria-hidden />
            <span className="sr-only">{stateWords[step.state]}</span>
            <span className="min-w-0 truncate">{step.label}</span>
            {step.figure !== undefined && <span className="figure">{step.figure}</span>}
          </li>
        );
      })}
    </ol>
  );
}
