'use client';
import { Bookmark, Download, Send } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import type { ModuleStatus } from '../contract.ts';
import { ChangeList } from './change-list.tsx';
import { gitSession } from './git-session.ts';
import { useActions } from './use-action.ts';

/** The same in simple words, for whoever proposes: save a version, send it, get the newest. */
export function SimpleGroup({ status, isAlone }: { readonly status: ModuleStatus; readonly isAlone: boolean }) {
  const t = useTranslations('git');
  const formats = useFormats();
  const session = gitSession.use();
  const message = useStore(session.messages)[status.root] ?? '';
  const { busy, save, send, get } = useActions(status);
  const { name, problem, changeCount, unsent, unsentCount, behind } = status;
  const hasNews = behind > 0;
  return (
    <section aria-label={name} className="border-b border-line pb-2">
      <div className="flex min-h-9 items-center gap-2 px-3.5 pt-1">
        {!isAlone && (
          <h3 className="min-w-0 truncate text-small font-semibold" title={name}>
            {name}
          </h3>
        )}
        <span className="flex-1" />
        <Button size="mini" variant={hasNews ? 'tonal' : 'quiet'} icon={Download} isPending={busy === 'get'} onPress={get}>
          {hasNews ? t('simple.getCount', { count: behind }) : t('simple.get')}
        </Button>
      </div>
      {problem !== null ? (
        <p className="px-3.5 pb-2 text-small text-ink-2">{t(`problem.${problem}`)}</p>
      ) : (
        <>
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
          {changeCount > 0 && <ChangeList status={status} label={t('changesOf', { module: name })} />}
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
