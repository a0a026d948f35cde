'use client';
import { Check, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useCommand } from '../../../components/api/use-command.ts';
import { useMoment } from '../../../components/i18n/provider.tsx';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { displayName } from '../../../shared/display-name.ts';
import type { ProposalId } from '../../../shared/ids.ts';
import { MAX_WORDS, type ReviewComment } from '../contract.ts';
import { api } from './api.ts';
import type { Thread as ThreadOf } from './placing.ts';

type ThreadProps = { readonly thread: ThreadOf; readonly proposalId: ProposalId };

/** What was said of one line or of the whole, the answers to it, and a place for the next one. */
export function Thread({ thread: { first, answers }, proposalId }: ThreadProps) {
  const t = useTranslations('proposals.talk');
  const resolving = useCommand(api.client.proposals.resolve);
  const { place, resolvedBy } = first;
  const [isOpen, setOpen] = useState(resolvedBy === null);
  if (!isOpen) {
    return (
      <div className="thread">
        <button type="button" className="flex items-center gap-2 text-small text-ink-2" onClick={() => setOpen(true)}>
          <Check className="size-3.5 text-running" aria-hidden />
          {t('resolvedBy', { name: resolvedBy?.name ?? first.by.name, count: answers.length + 1 })}
        </button>
      </div>
    );
  }
  return (
    <section className="thread" aria-label={t('thread', { name: first.by.name })}>
      {place !== null && <p className="sr-only">{t('about', { line: place.line, path: displayName(place.path) })}</p>}
      {[first, ...answers].map((comment) => (
        <Said key={comment.id} comment={comment} />
      ))}
      <Composer label={t('answer')} submit={t('answer')} send={(text) => api.client.proposals.comment({ proposalId, text, replyTo: first.id })}>
        {place !== null && (
          <Button variant="quiet" icon={resolvedBy === null ? Check : RotateCcw} isPending={resolving.isPending} onPress={() => resolving.mutate({ commentId: first.id, resolved: resolvedBy === null }, { onSuccess: () => setOpen(resolvedBy !== null) })}>
            {t(resolvedBy === null ? 'resolve' : 'reopen')}
          </Button>
        )}
      </Composer>
    </section>
  );
}

function Said({ comment: { id, by, text, createdAtMs, isOwn } }: { readonly comment: ReviewComment }) {
  const t = useTranslations('proposals.talk');
  const moment = useMoment();
  const removing = useCommand(api.client.proposals.removeComment);
  return (
    <article className="said" aria-label={t('by', { name: by.name })}>
      <Avatar name={by.name} colourKey={by.memberId} size="small" />
      <p className="flex items-center gap-2">
        <b className="font-semibold">{by.name}</b>
        <span className="text-small text-ink-3">{moment(createdAtMs)}</span>
        {isOwn && <IconButton size="mini" className="ml-auto" icon={Trash2} label={t('remove')} isDisabled={removing.isPending} onPress={() => removing.mutate({ commentId: id })} />}
      </p>
      <p className="col-start-2 whitespace-pre-wrap wrap-anywhere">{text}</p>
    </article>
  );
}

type ComposerProps = {
  readonly label: string;
  readonly submit: string;
  readonly send: (text: string) => Promise<unknown>;
  readonly onDone?: () => void;
  readonly autoFocus?: boolean;
  readonly children?: React.ReactNode;
};

/** Where something is said; what was typed stays until the server has it. */
export function Composer({ label, submit, send, onDone, autoFocus = false, children }: ComposerProps) {
  const [text, setText] = useState('');
  const sending = useCommand(send, {
    onDone: () => {
      setText('');
      onDone?.();
    },
  });
  const say = (): void => {
    if (text.trim() !== '' && !sending.isPending) sending.mutate(text.trim());
  };
  const onKeyDown = (event: { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; preventDefault(): void }): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      say();
    } else if (event.key === 'Escape' && text === '') onDone?.();
  };
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        say();
      }}
    >
      <TextField className="min-w-48 flex-1" label={label} hideLabel placeholder={label} multiline maxLength={MAX_WORDS} value={text} onChange={setText} autoFocus={autoFocus} onKeyDown={onKeyDown} />
      <Button type="submit" isPending={sending.isPending}>
        {submit}
      </Button>
      {children}
    </form>
  );
}
