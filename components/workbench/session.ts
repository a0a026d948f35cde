import { useWorkbench } from './workbench-context.tsx';
import type { Workbench } from './workbench.ts';

export type Disposable = { dispose(): void };

/**
 * What a feature keeps for one workbench, outside React: `activate` makes it, `use` finds it in a component below
 * that workbench, and it is disposed of with the workbench.
 */
export function defineSession<Session extends Disposable>(create: (workbench: Workbench) => Session) {
  const sessions = new WeakMap<Workbench, Session>();
  const of = (workbench: Workbench): Session => {
    const session = sessions.get(workbench);
    if (session === undefined) throw new Error('the feature is not active in this workbench');
    return session;
  };
  return {
    activate: (workbench: Workbench): (() => void) => {
      const session = create(workbench);
      sessions.set(workbench, session);
      return () => session.dispose();
    },
    of,
    use: (): Session => of(useWorkbench()),
  };
}
