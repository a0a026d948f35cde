'use client';

import { FileJson2, Keyboard, Pencil, Plus, Trash2, TriangleAlert, Undo2 } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import './settings.css';
import { IconButton } from '../../../../components/ui/button.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import { SegmentedControl } from '../../../../components/ui/segmented-control.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import type { Command } from '../../../../components/workbench/commands/command.ts';
import { strokeOf, type Keybinding } from '../../../../components/workbench/commands/keybinding.ts';
import type { Binding } from '../../../../components/workbench/commands/resolve-bindings.ts';
import type { EditorViewProps } from '../../../../components/workbench/editors/editors.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { keyRows, removalOf, resetOf, type KeyChange, type KeyRow } from '../model/key-rows.ts';
import { isFound } from '../model/setting-rows.ts';
import { KEYS_KIND, openJson } from '../open-pages.ts';
import { settingsSession } from '../settings-session.ts';
import { KeyRecorder } from './key-recorder.tsx';
import { KeysShown, useKeyWords } from './keys-text.tsx';
import { UnreadableNotices } from './unreadable-notices.tsx';
import { useWishedFocus } from './use-wished-focus.ts';

type Shown = 'all' | 'mine' | 'conflicts';
type Recording = { readonly command: Command; readonly replaced: Binding | null };

/** Every command with its keys: found by words or by pressing them, and changed. */
export default function KeysView({ visible }: EditorViewProps) {
  const t = useTranslations();
  const workbench = useWorkbench();
  const session = settingsSession.use();
  const field = useWishedFocus(KEYS_KIND, visible);
  const { commands } = workbench;
  const keysInWords = useKeyWords();
  const all = useStore(commands.all);
  const problems = useStore(session.ruleProblems);
  const [query, setQuery] = useState('');
  const [pressed, setPressed] = useState<Keybinding | null>(null);
  const [isListening, setListening] = useState(false);
  const [shown, setShown] = useState<Shown>('all');
  const [recording, setRecording] = useState<Recording | null>(null);
  const changed = new Set(commands.rules.get().map(({ command }) => command.replace(/^-/, '')));
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const rows = keyRows(all.values(), commands.bindings);
  const isMine = ({ command }: KeyRow): boolean => changed.has(command.id);
  const conflicts = rows.filter(({ isClash }) => isClash);
  const listed = (shown === 'mine' ? rows.filter(isMine) : shown === 'conflicts' ? conflicts : rows).filter(({ command, binding }) =>
    pressed === null ? isFound(words, [t(command.titleKey), command.id, binding === null ? '' : `${binding.key} ${keysInWords(binding.key)}`]) : (binding?.key ?? '').startsWith(pressed),
  );
  const change = (next: KeyChange): void => void session.changeRules(next);
  const listen = (event: KeyboardEvent): void => {
    if (!isListening) return;
    event.preventDefault();
    if (event.key === 'Escape') {
      setListening(false);
      setPressed(null);
      return;
    }
    const stroke = strokeOf(event.nativeEvent);
    if (stroke !== null) setPressed((present) => (present === null || present.includes(' ') ? stroke : `${present} ${stroke}`));
  };
  return (
    <div className="settings-page">
      <header className="shead">
        <div className="look-for" onKeyDownCapture={listen}>
          <TextField
            label={t('settings.keysPage.search')}
            hideLabel
            isVerbatim
            inputRef={field}
            type="search"
            placeholder={t(isListening ? 'settings.keysPage.recording' : 'settings.keysPage.search')}
            value={pressed === null ? query : keysInWords(pressed)}
            onChange={(text) => {
              setPressed(null);
              setQuery(text);
            }}
            end={<IconButton size="mini" slot={null} icon={Keyboard} label={t('settings.keysPage.record')} aria-pressed={isListening} variant={isListening ? 'tonal' : 'quiet'} onPress={() => (setListening(!isListening), setPressed(null))} />}
          />
        </div>
        <SegmentedControl
          label={t('settings.keysPage.show')}
          segments={[
            { value: 'all', label: t('settings.keysPage.all', { count: rows.length }) },
            { value: 'mine', label: t('settings.keysPage.mine', { count: rows.filter(isMine).length }) },
            { value: 'conflicts', label: t('settings.keysPage.conflicts', { count: conflicts.length }) },
          ]}
          value={shown}
          onChange={setShown}
        />
        <span className="flex-1" />
        <IconButton icon={FileJson2} label={t('settings.keysPage.asJson')} onPress={() => void openJson(workbench, 'keybindings')} />
      </header>
      <UnreadableNotices />
      {problems.slice(0, 3).map(({ at, problem }) => (
        <Notice key={at} icon={TriangleAlert} className="mx-5 mt-3 rounded-control">
          {t('settings.keysPage.problem', { at, problem })}
        </Notice>
      ))}
      <section className="ktable" aria-label={t('settings.keysPage.table')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('settings.keysPage.command')}</th>
              <th scope="col">{t('settings.keysPage.keysColumn')}</th>
              <th scope="col">{t('settings.keysPage.when')}</th>
              <th scope="col">{t('settings.keysPage.from')}</th>
            </tr>
          </thead>
          <tbody>
            {listed.map((row) => (
              // The same row while its key changes: the focus is in it.
              <Row key={`${row.command.id} ${row.at}`} row={row} isMine={isMine(row)} onRecord={setRecording} onChange={change} />
            ))}
          </tbody>
        </table>
        {listed.length === 0 && <p className="none">{t('settings.keysPage.none')}</p>}
      </section>
      {recording !== null && (
        <KeyRecorder
          {...recording}
          onDone={(next) => {
            setRecording(null);
            if (next !== null) change(next);
          }}
        />
      )}
    </div>
  );
}

function Row({ row: { command, binding, isClash }, isMine, onRecord, onChange }: { readonly row: KeyRow; readonly isMine: boolean; readonly onRecord: (recording: Recording) => void; readonly onChange: (change: KeyChange) => void }) {
  const t = useTranslations();
  const keysInWords = useKeyWords();
  const name = t(command.titleKey);
  const isOwn = isMine && binding?.source !== 'default';
  return (
    <tr className={isClash ? 'clash' : undefined} onDoubleClick={() => onRecord({ command, replaced: binding })}>
      <td>
        <span className="name">{name}</span>
        <span className="acts">
          <IconButton size="mini" icon={Pencil} label={t('settings.keysPage.change', { name })} onPress={() => onRecord({ command, replaced: binding })} />
          {binding !== null && <IconButton size="mini" icon={Plus} label={t('settings.keysPage.add', { name })} onPress={() => onRecord({ command, replaced: null })} />}
          {binding !== null && <IconButton size="mini" icon={Trash2} label={t('settings.keysPage.remove', { keys: keysInWords(binding.key), name })} onPress={() => onChange(removalOf([binding]))} />}
          {isMine && <IconButton size="mini" icon={Undo2} label={t('settings.keysPage.reset', { name })} onPress={() => onChange(resetOf(command.id))} />}
        </span>
      </td>
      <td>{binding === null ? <span className="text-ink-3">{t('settings.keysPage.noKey')}</span> : <KeysShown binding={binding.key} />}</td>
      <td className="mono">{binding?.when}</td>
      <td className={isOwn ? 'text-accent-ink' : 'text-ink-3'}>{binding === null && !isMine ? '' : t(isOwn ? 'settings.keysPage.own' : 'settings.keysPage.default')}</td>
    </tr>
  );
}
