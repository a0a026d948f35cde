'use client';
import { FolderClock, GitCompareArrows, RotateCcw } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { useFormats, useMoment } from '../../../components/i18n/provider.tsx';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import type { Icon } from '../../../components/ui/icon.ts';
import { showToast } from '../../../components/ui/toast.tsx';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import { displayName } from '../../../shared/display-name.ts';
import { baseName } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import type { TimelineEvent } from '../contract.ts';
import { timelineSession } from './timeline-session.ts';

type EntryProps = { readonly event: TimelineEvent; readonly top: number; readonly isOfFolder: boolean; readonly isChosen: boolean; readonly isFocusable: boolean; readonly isCompared: boolean; readonly onPress: () => void; readonly onKeyDown: (event: KeyboardEvent) => void };

/** A save (a hollow dot) or a commit (a face). A press shows what it changed; Restore makes it the working copy. */
export function TimelineEntry({ event, top, isOfFolder, isChosen, isFocusable, isCompared, onPress, onKeyDown }: EntryProps) {
  const t = useTranslations('timeline');
  const formats = useFormats();
  const moment = useMoment();
  const session = timelineSession.use();
  const isFile = event.kind === 'save' || event.change !== null;
  const title = event.kind === 'save' ? t(`cause.${event.cause}`) : event.subject;
  return (
    <li className="ev" style={{ top }} data-chosen={isChosen ? '' : undefined} data-compared={isCompared ? '' : undefined}>
      <button type="button" className="press no-ring" data-event={event.kind === 'save' ? event.id : `${event.hash} ${event.path}`} tabIndex={isFocusable ? 0 : -1} aria-current={isChosen ? 'true' : undefined} onClick={onPress} onKeyDown={onKeyDown}>
        {event.kind === 'save' ? <span className="dot" aria-hidden /> : <Avatar name={event.authorName} colourKey={event.authorEmail} size="small" />}
        <span className="words">
          <span className="t" title={title}>
            {title}
          </span>
          <span className="w">
            <Detail event={event} isOfFolder={isOfFolder} />
          </span>
        </span>
        <time title={moment(event.atMs)}>{formats.time(event.atMs)}</time>
      </button>
      {(isFile || isOfFolder) && (
        <span className="acts">
          {isFile && <Restore event={event} title={title} withWord={isChosen} />}
          {isOfFolder && <RestoreFolder event={event} title={title} withWord={isChosen} />}
          {!isFile ? null : isChosen ? (
            <Button size="mini" variant="quiet" onPress={() => session.compareWithFile(event)}>
              {t('compare')}
            </Button>
          ) : (
            <IconButton size="mini" icon={GitCompareArrows} label={t('compareWithNow', { title })} tip={t('compareNow')} excludeFromTabOrder onPress={() => session.compareWithFile(event)} />
          )}
        </span>
      )}
    </li>
  );
}

function Detail({ event, isOfFolder }: { readonly event: TimelineEvent; readonly isOfFolder: boolean }) {
  const t = useTranslations('timeline');
  const moment = useMoment();
  if (event.kind === 'commit') {
    return (
      <>
        <span className="mono">{event.hash.slice(0, 7)}</span> {event.change === 'renamed' && event.from !== null ? t('renamedFrom', { name: displayName(baseName(event.from)) }) : event.change === 'added' ? t('created') : event.change === 'deleted' ? t('deleted') : event.authorName}
      </>
    );
  }
  const about = event.cause === 'restored' && event.ofMs !== null ? t('versionOf', { moment: moment(event.ofMs) }) : event.lines === null ? t('whole') : t('lines', { count: event.lines });
  return <>{isOfFolder ? `${displayName(baseName(event.path))}, ${about}` : about}</>;
}

type RestoreProps = { readonly event: TimelineEvent; readonly title: string; readonly withWord: boolean };

function RestoreFolder({ event, title, withWord }: RestoreProps) {
  const t = useTranslations('timeline');
  const moment = useMoment();
  const session = timelineSession.use();
  const { isPending, run, fail, isAllowed } = useRestoring();
  if (!isAllowed) return null;
  const restore = (): void =>
    run(async () => {
      const { changed, removed, leftOut, undo } = await session.restoreFolder(event);
      if (changed + removed + leftOut === 0) return void showToast({ title: t('folder.same') });
      const text = [t('folder.changed', { changed, removed, moment: moment(event.atMs) }), ...(leftOut > 0 ? [t('folder.leftOut', { count: leftOut })] : [])].join(' ');
      return void showToast({ title: t('restored'), text, action: { label: t('undo'), run: () => void undo().catch(fail) } });
    });
  return <RestoreButton icon={FolderClock} word={t('folder.restore')} label={t('folder.restoreOf', { title })} withWord={withWord} isPending={isPending} onPress={restore} />;
}

/** One restoring at a time, and what went wrong with it. */
function useRestoring() {
  const t = useTranslations('timeline');
  const errorText = useErrorText();
  const { capabilities } = useWorkbench();
  const [isPending, setPending] = useState(false);
  const fail = (error: unknown): void => {
    const { what, why } = errorText(fromWireError(error));
    showToast({ tone: 'failed', title: t('notRestored'), text: `${what} ${why}` });
  };
  const run = (work: () => Promise<void>): void => {
    setPending(true);
    void work().catch(fail).finally(() => setPending(false));
  };
  return { isPending, run, fail, isAllowed: capabilities.has('files.write') };
}

function Restore({ event, title, withWord }: RestoreProps) {
  const t = useTranslations('timeline');
  const moment = useMoment();
  const session = timelineSession.use();
  const { isPending, run, fail, isAllowed } = useRestoring();
  if (!isAllowed) return null;
  const restore = (): void =>
    run(async () => {
      const undo = await session.restore(event);
      showToast({ title: t('restored'), text: t('restoredText', { moment: moment(event.atMs) }), action: { label: t('undo'), run: () => void undo().catch(fail) } });
    });
  return <RestoreButton icon={RotateCcw} word={t('restore')} label={t('restoreOf', { title })} withWord={withWord} isPending={isPending} onPress={restore} />;
}

type RestoreButtonProps = { readonly icon: Icon; readonly word: string; /** Its name where the word is not shown. */ readonly label: string; readonly withWord: boolean; readonly isPending: boolean; readonly onPress: () => void };

function RestoreButton({ icon, word, label, withWord, isPending, onPress }: RestoreButtonProps) {
  if (!withWord) return <IconButton size="mini" icon={icon} label={label} tip={word} isPending={isPending} excludeFromTabOrder onPress={onPress} />;
  return (
    <Button size="mini" icon={icon} isPending={isPending} onPress={onPress}>
      {word}
    </Button>
  );
}
