'use client';
import { Bookmark, Download, History, Send, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Notice } from '../../../components/ui/notice.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import type { ModuleStatus } from '../contract.ts';
import { ChangeList } from './change-list.tsx';
import { GitDeeds } from './deeds.ts';
import { gitSession } from './git-session.ts';
import { useActions } from './use-action.ts';

/** The same in simple words, for whoever proposes: save a version, send it, get the newest, go back. */
export function SimpleGroup({ status, isAlone }: { readonly status: ModuleStatus; readonly isAlone: boolean }) {
  const t = useTranslations('git');
  const formats = useFormats();
  const session = gitSession.use();
  const deeds = useMemo(() => new GitDeeds(session), [session]);
  const message = useStore(session.messages)[status.root] ?? '';
  const { busy, save, send, get } = useActions(status);
  const { root, name, problem, changes, changeCount, unsent, unsentCount, behind, operation } = status;
  const hasNews = behind > 0;
  const goBack = async (): Promise<void> => {
    const chosen = await session.workbench.prompts.pick({
      title: t('simple.goBack'),
      placeholder: t('simple.goBackWhere'),
      empty: t('simple.noChanges'),
      items: [
        ...(changeCount > 0 ? [{ id: 'last', label: t('simple.goBackToLast'), detail: t('simple.goBackText', { count: changeCount }) }] : []),
        ...(session.workbench.commands.get('timeline.show') === null ? [] : [{ id: 'timeline', label: t('simple.goBackInFile'), detail: t('simple.goBackInFileText') }]),
      ],
    });
    if (chosen === 'last') await deeds.discard(root, null);
    else if (chosen === 'timeline') session.workbench.commands.run('timeline.show');
  };
  return (
    <section aria-label={name} className="border-b border-line pb-2">
      <div className="flex min-h-9 items-center gap-2 px-3.5 pt-1">
        {!isAlone && (
          <h3 className="min-w-0 truncate text-small font-semibold" title={name}>
            {name}
          </h3>
        )}
        <span className="flex-1" />
        <Button size="mini" variant="quiet" icon={History} onPress={() => void goBack()}>
          {t('simple.goBack')}
        </Button>
        <Button size="mini" variant={hasNews ? 'tonal' : 'quiet'} icon={Download} isPending={busy === 'get'} onPress={get}>
          {hasNews ? t('simple.getCount', { count: behind }) : t('simple.get')}
        </Button>
      </div>
      {problem !== null ? (
        <p className="px-3.5 pb-2 text-small text-ink-2">{t(`problem.${problem}`)}</p>
      ) : (
        <>
          {operation !== null && (
            <Notice className="mb-2" icon={TriangleAlert} actions={<Button size="mini" onPress={() => void deeds.abort(root)}>{t('operation.giveUp')}</Button>}>
              {t(changes.some(({ conflict }) => conflict !== null) ? 'simple.unfinished' : 'simple.settled')}
            </Notice>
          )}
          <form
            className="flex flex-col gap-2 px-3.5 pb-3"
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            <TextField label={t('simple.message')} multiline value={message} onChange={(text) => session.write(status.root, text)} />
            <Button variant="primary" type="submit" className="h-[34px] text-body" icon={Bookmark} isDisabled={changeCount === 0 || message.trim() === ''} isPending={busy === 'save'}>
              {t('simple.save')}
            </Button>
          </form>
          <h4 className="caps border-t border-line px-3.5 pt-3 pb-1">{changeCount === 0 ? t('simple.noChanges') : t('simple.changed', { count: changeCount })}</h4>
          {changeCount > 0 && <ChangeList status={status} kind="changes" changes={changes} label={t('changesOf', { module: name })} isSimple />}
          {unsentCount > 0 && (
            <div className="mt-2 border-t border-line pt-2">
              <div className="flex items-center gap-2 px-3.5">
                <h4 className="caps flex-1">{t('simple.ready')}</h4>
                <Button icon={Send} isPending={busy === 'send'} onPress={send}>
                  {t('simple.send', { count: unsentCount })}
                </Button>
              </div>
              <ul aria-label={t('simple.readyOf', { module: name })} className="pt-1">
                {unsent.map(({ hash, subject, atMs }) => (
                  <li key={hash} className="flex h-7 items-center gap-2 px-3.5">
                    <Bookmark className="size-3.5 flex-none text-running" aria-hidden />
                    <span className="min-w-0 flex-1 truncate" title={subject}>
                      {subject}
                    </span>
                    <small className="text-small text-ink-3">{formats.time(atMs)}</small>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
    </section>
  );
}
