'use client';

import { Eye } from 'lucide-react';
import { useTranslations } from 'use-intl';

import '../search.css';
import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { Button } from '../../../../components/ui/button.tsx';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import type { SearchSession } from '../search-session.ts';
import { ReplaceBar } from './replace-bar.tsx';
import { ResultsList } from './results-list.tsx';
import { SearchFormView } from './search-form.tsx';

/** The form, what it came to, the hits, and what is hidden. The same in the side panel and as an editor. */
export function SearchPane({ session }: { readonly session: SearchSession }) {
  const canReplace = useWorkbench().capabilities.has('files.write');
  const { isReplacing } = useStore(session.form);
  return (
    <div className="search-pane">
      <SearchFormView session={session} canReplace={canReplace} />
      <Summary session={session} />
      <ResultsList session={session} canReplace={canReplace && isReplacing} />
      {canReplace && isReplacing && <ReplaceBar session={session} />}
      <IgnoredFoot session={session} />
    </div>
  );
}

function Summary({ session }: { readonly session: SearchSession }) {
  const t = useTranslations('search');
  const errorText = useErrorText();
  const status = useStore(session.status);
  useStore(session.version);
  const { hitCount, fileCount } = session.results;
  const isRunning = status.phase === 'running';
  if (status.phase === 'idle') return null;
  return (
    <div className="search-sum">
      <output className="words">
        {status.phase === 'failed' ? (
          <Failure detail={String(status.error.details['detail'] ?? '')} why={errorText(status.error).what} />
        ) : hitCount > 0 ? (
          <>
            {t.rich('found', { hits: hitCount, files: fileCount, b: (words) => <b>{words}</b> })}
            {status.phase === 'done' && status.isCapped && <span className="more">{t(status.wasStopped ? 'stopped' : 'capped')}</span>}
          </>
        ) : (
          t(isRunning ? 'searching' : 'nothing')
        )}
      </output>
      {isRunning && (
        <Button size="mini" variant="quiet" onPress={() => session.stop()}>
          {t('stop')}
        </Button>
      )}
      {isRunning && <span className="search-busy" aria-hidden />}
    </div>
  );
}

/** What ripgrep says of an expression is said as it says it: it points at the place. */
function Failure({ detail, why }: { readonly detail: string; readonly why: string }) {
  const t = useTranslations('search');
  const words = detail.replace(/^rg: /, '');
  return words === '' ? (
    <span className="ink-failed">{why}</span>
  ) : (
    <>
      <span className="ink-failed">{t('wrongPattern')}</span>
      <pre className="search-detail">{words}</pre>
    </>
  );
}

function IgnoredFoot({ session }: { readonly session: SearchSession }) {
  const t = useTranslations('search');
  const files = useStore(session.ignoredFiles);
  const { ignored } = useStore(session.form);
  const status = useStore(session.status);
  if (status.phase === 'idle' || (!ignored && (files === null || files === 0))) return null;
  return (
    <div className="search-foot">
      <Eye className="size-3.5" aria-hidden />
      <span className="words">{ignored ? t('ignoredShown') : t('ignoredHidden', { files: files ?? 0 })}</span>
      <Button size="mini" variant="quiet" className="link" onPress={() => session.change({ ignored: !ignored })}>
        {t(ignored ? 'hideIgnored' : 'searchIgnored')}
      </Button>
    </div>
  );
}
