'use client';
import { ArrowDownToLine, ArrowUpFromLine, GitBranch } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import type { ModuleStatus } from '../contract.ts';
import { ChangeList } from './change-list.tsx';
import { gitSession } from './git-session.ts';
import { useActions } from './use-action.ts';

/** One module in git's own words: branch, what is behind and ahead, a commit of everything that changed. */
export function ModuleGroup({ status }: { readonly status: ModuleStatus }) {
  const t = useTranslations('git');
  const session = gitSession.use();
  const message = useStore(session.messages)[status.root] ?? '';
  const { busy, save, send, get } = useActions(status);
  const { name, branch, problem, changeCount, unsentCount, behind } = status;
  const isSavable = changeCount > 0 && message.trim() !== '';
  const pull = behind === 0 ? t('pull') : t('pullCount', { count: behind });
  const push = unsentCount === 0 ? t('push') : t('pushCount', { count: unsentCount });
  return (
    <section aria-label={name} className="border-b border-line pb-2 last:border-0">
      <div className="flex min-h-9 items-center gap-2 px-3.5 pt-1">
        <h3 className="min-w-0 truncate text-small font-semibold" title={name}>
          {name}
        </h3>
        <span className="flex min-w-0 items-center gap-1 text-small text-ink-3" title={t('branch')}>
          <GitBranch className="size-3 flex-none" aria-hidden />
          <span className="truncate">{branch ?? t('noBranch')}</span>
        </span>
      </div>
      {problem !== null ? (
        <p className="px-3.5 pb-2 text-small text-ink-2">{t(`problem.${problem}`)}</p>
      ) : (
        <>
          <form
            className="flex flex-col gap-2 px-3.5 pb-2"
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            <TextField label={t('message')} hideLabel placeholder={t('message')} multiline value={message} onChange={(text) => session.write(status.root, text)} />
            <Button variant="primary" type="submit" isDisabled={!isSavable} isPending={busy === 'save'}>
              {t('commit')}
            </Button>
            <span className="flex gap-2">
              <Button className="min-w-0 flex-1" icon={ArrowDownToLine} isPending={busy === 'get'} onPress={get}>
                {pull}
              </Button>
              <Button className="min-w-0 flex-1" icon={ArrowUpFromLine} isPending={busy === 'send'} onPress={send}>
                {push}
              </Button>
            </span>
          </form>
          <h4 className="caps px-3.5 pt-1 pb-1">{changeCount === 0 ? t('noChanges') : t('changes')}</h4>
          {changeCount > 0 && <ChangeList status={status} label={t('changesOf', { module: name })} />}
        </>
      )}
    </section>
  );
}
