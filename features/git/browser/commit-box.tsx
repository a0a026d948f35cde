'use client';
import { Check, ChevronDown } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button, IconButton } from '../../../components/ui/button.tsx';
import { KeyCap } from '../../../components/ui/key-cap.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../../components/ui/menu.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import type { ModuleStatus } from '../contract.ts';
import { GitDeeds } from './deeds.ts';
import { gitSession } from './git-session.ts';

/** Words for what changed, and the button that keeps it. */
export function CommitBox({ status: { root, name, head, branch } }: { readonly status: ModuleStatus }) {
  const t = useTranslations('git');
  const session = gitSession.use();
  const deeds = useMemo(() => new GitDeeds(session), [session]);
  const message = useStore(session.messages)[root] ?? '';
  const [busy, setBusy] = useState(false);
  const [isEmpty, setEmpty] = useState(false);
  const box = useRef<HTMLDivElement>(null);

  const focus = (): void => box.current?.querySelector('textarea')?.focus();
  useEffect(() => session.focusMessage.subscribe((asked) => asked.root === root && focus()), [session, root]);

  const commit = (about: { readonly amend?: boolean; readonly signOff?: boolean } = {}): void => {
    if (busy) return;
    const isMissing = message.trim() === '' && about.amend !== true;
    setEmpty(isMissing);
    if (isMissing) return focus();
    setBusy(true);
    void deeds.commit(root, about).finally(() => setBusy(false));
  };
  const earlier = async (): Promise<void> => {
    const texts = await session.client.messages({ root });
    const chosen = await session.workbench.prompts.pick({ title: t('history.title'), placeholder: t('history.placeholder'), empty: t('history.empty'), items: texts.map((text, index) => ({ id: String(index), label: text.split('\n')[0] ?? '' })) });
    const text = chosen === null ? undefined : texts[Number(chosen)];
    if (text === undefined) return;
    session.write(root, text);
    focus();
  };
  const onKeyDown = (event: { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; preventDefault: () => void }): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    commit();
  };

  return (
    <div ref={box} className="flex flex-col gap-2">
      <TextField
        label={t('message')}
        hideLabel
        placeholder={branch === null ? t('message') : t('messageOn', { branch })}
        multiline
        inputClassName="min-h-[54px]"
        value={message}
        error={isEmpty && message.trim() === '' ? t('because.message') : null}
        onChange={(text) => session.write(root, text)}
        onKeyDown={onKeyDown}
      />
      <span className="flex gap-px">
        <Button variant="primary" className="min-w-0 flex-1 rounded-r-none" icon={Check} isPending={busy} onPress={() => commit()}>
          {t('commit')}
          <span aria-hidden>
            <KeyCap keys="Ctrl Enter" />
          </span>
        </Button>
        <MenuTrigger>
          <IconButton variant="primary" className="rounded-l-none" icon={ChevronDown} label={t('more.of', { module: name })} tip={t('more.title')} />
          <Menu
            aria-label={t('more.title')}
            disabledKeys={head === null ? ['amend', 'undo', 'earlier'] : []}
            onAction={(key) => {
              if (key === 'amend') commit({ amend: true });
              else if (key === 'signOff') commit({ signOff: true });
              else if (key === 'undo') void deeds.undoCommit(root);
              else if (key === 'earlier') void earlier();
            }}
          >
            <MenuItem id="amend">{t('more.amend')}</MenuItem>
            <MenuItem id="signOff">{t('more.signOff')}</MenuItem>
            <MenuItem id="undo">{t('more.undo')}</MenuItem>
            <MenuItem id="earlier">{t('more.earlier')}</MenuItem>
          </Menu>
        </MenuTrigger>
      </span>
    </div>
  );
}
