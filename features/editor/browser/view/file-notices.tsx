'use client';

import { CircleAlert, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { useMoment } from '../../../../components/i18n/provider.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { editorSession } from '../editor-session.ts';
import type { FileModel } from '../model/file-model.ts';
import type { SaveProblem } from '../model/file-state.ts';

/** What a file has to say above its text: changed or gone on disk, not saved and why. */
export function FileNotices({ model }: { readonly model: FileModel }) {
  const t = useTranslations('editor.notice');
  const session = editorSession.use();
  const state = useStore(model.state);
  if (state.phase === 'clean' && state.gone) {
    return (
      <NoticeWithButton label={t('saveAgain')} onPress={() => session.save(model)}>
        {t('goneClean')}
      </NoticeWithButton>
    );
  }
  if (state.phase !== 'dirty') return null;
  if (state.problem !== null) return <ProblemNotice model={model} problem={state.problem} />;
  if (state.disk.kind === 'changed') return <ChangedNotice model={model} atMs={state.disk.atMs} />;
  if (state.disk.kind === 'gone') {
    return (
      <NoticeWithButton label={t('saveAgain')} onPress={() => session.save(model)}>
        {t('gone')}
      </NoticeWithButton>
    );
  }
  return null;
}

function ChangedNotice({ model, atMs }: { readonly model: FileModel; readonly atMs: number }) {
  const t = useTranslations('editor.notice');
  const moment = useMoment();
  const session = editorSession.use();
  const isCompared = useStore(session.comparing).has(model);
  const report = (action: Promise<unknown>): void => void action.catch((error: unknown) => session.problems.emit({ kind: 'disk', error }));
  const take = async (): Promise<void> => {
    await model.takeTheirs();
    session.stopComparing(model);
  };
  const keep = async (): Promise<void> => {
    await model.keepMine();
    session.stopComparing(model);
  };
  return (
    <Notice
      icon={RefreshCw}
      isLive
      actions={
        <>
          {!isCompared && (
            <Button size="mini" onPress={() => report(session.compare(model))}>
              {t('compare')}
            </Button>
          )}
          <Button size="mini" variant="quiet" onPress={() => report(keep())}>
            {t('keepMine')}
          </Button>
          <Button size="mini" variant="quiet" onPress={() => report(take())}>
            {t('reload')}
          </Button>
        </>
      }
    >
      {t('changedAt', { moment: moment(atMs) })}
    </Notice>
  );
}

function ProblemNotice({ model, problem }: { readonly model: FileModel; readonly problem: SaveProblem }) {
  const t = useTranslations('editor.notice');
  const errorText = useErrorText();
  const session = editorSession.use();
  if (problem.kind === 'unencodable') {
    return (
      <NoticeWithButton tone="failed" label={t('saveAsUtf8')} onPress={() => model.saveAsUtf8()}>
        {t('unencodable', { character: problem.character })}
      </NoticeWithButton>
    );
  }
  const { what } = errorText(problem.error);
  return (
    <NoticeWithButton tone="failed" label={t('saveAgain')} onPress={() => session.save(model)}>
      {problem.error.code === 'disk_full' ? t('diskFull') : t('notSaved', { what, safe: t('kept') })}
    </NoticeWithButton>
  );
}

type NoticeWithButtonProps = { readonly tone?: 'failed'; readonly label: string; readonly onPress: () => Promise<unknown>; readonly children: ReactNode };

/** What went wrong, and the one thing to do about it. */
function NoticeWithButton({ tone, label, onPress, children }: NoticeWithButtonProps) {
  const button = (
    <Button size="mini" onPress={() => void onPress()}>
      {label}
    </Button>
  );
  return (
    <Notice {...(tone === undefined ? {} : { tone })} icon={CircleAlert} isLive actions={button}>
      {children}
    </Notice>
  );
}
