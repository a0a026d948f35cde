import { SquareTerminal } from 'lucide-react';

import type { Command } from '../../../components/workbench/commands/command-registry.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import { MAX_NAME_CHARACTERS, TERMINAL_COLOURS, TerminalColour, TerminalProfile } from '../contract.ts';
import type { OpenTerminal } from './open-terminal.ts';
import { terminalFeature } from './terminal-feature.ts';

export const PANEL = 'terminal';
const HERE = 'terminalFocus';
const NO_COLOUR = 'none';

/** What can be done with terminals by name; mostly to the one that had the focus last. */
export function terminalCommands(workbench: Workbench): readonly Command[] {
  const feature = terminalFeature.of(workbench);
  const { terminals } = feature;
  const front = (): TerminalId | null => terminals.state.get().front;
  const show = (): void => workbench.layout.showPanel(PANEL);
  const hasFront = (): boolean => front() !== null;
  const withFront = (use: (id: TerminalId) => void | Promise<void>) => async (): Promise<void> => {
    const id = front();
    if (id !== null) await use(id);
  };
  const withScreen = (use: (terminal: OpenTerminal) => void | Promise<void>) => withFront(async (id) => use(await terminals.open(id)));
  const isInEditor = (): boolean => terminals.state.get().inEditor.has(front() as TerminalId);
  const isSplit = (): boolean => terminals.shown().length > 1 && !isInEditor();

  const asking = questions(workbench);
  return [
    { id: 'terminal.show', titleKey: 'terminal.commands.show', run: show },
    {
      id: 'terminal.toggle',
      titleKey: 'terminal.commands.toggle',
      keybinding: 'Ctrl+`',
      // One who is elsewhere wants to be in it; who is in it wants to be rid of it.
      run: () => {
        const { panelOpen, panel } = workbench.layout.get();
        const isHere = panelOpen && (panel ?? PANEL) === PANEL && document.activeElement?.closest('[data-sheet="panel"]') !== null;
        if (isHere) workbench.commands.run('workbench.togglePanel');
        else show();
      },
    },
    {
      id: 'terminal.new',
      titleKey: 'terminal.commands.new',
      keybinding: 'Ctrl+Shift+`',
      run: async () => {
        show();
        await terminals.create();
      },
    },
    {
      id: 'terminal.newOf',
      titleKey: 'terminal.commands.newOf',
      run: async () => {
        const profile = await asking.profile();
        if (profile === null) return;
        show();
        await terminals.create({ profile });
      },
    },
    { id: 'terminal.newInEditor', titleKey: 'terminal.commands.newInEditor', run: () => terminals.create({ place: 'editor' }) },
    {
      id: 'terminal.split',
      titleKey: 'terminal.commands.split',
      keybinding: 'Ctrl+Shift+5',
      run: async () => {
        show();
        await terminals.split();
      },
    },
    { id: 'terminal.unsplit', titleKey: 'terminal.commands.unsplit', enabled: isSplit, run: withFront((id) => terminals.unsplit(id)) },
    { id: 'terminal.kill', titleKey: 'terminal.commands.kill', enabled: hasFront, run: withFront((id) => terminals.kill(id)) },
    { id: 'terminal.rename', titleKey: 'terminal.commands.rename', enabled: hasFront, run: withFront((id) => asking.rename(id)) },
    { id: 'terminal.colour', titleKey: 'terminal.commands.colour', enabled: hasFront, run: withFront((id) => asking.colour(id)) },
    { id: 'terminal.clear', titleKey: 'terminal.commands.clear', enabled: hasFront, run: withFront((id) => terminals.clear(id)) },
    { id: 'terminal.next', titleKey: 'terminal.commands.next', keybinding: 'Ctrl+PageDown', when: HERE, run: () => terminals.selectBy(1) },
    { id: 'terminal.previous', titleKey: 'terminal.commands.previous', keybinding: 'Ctrl+PageUp', when: HERE, run: () => terminals.selectBy(-1) },
    { id: 'terminal.nextBeside', titleKey: 'terminal.commands.nextBeside', keybinding: 'Alt+ArrowRight', when: HERE, enabled: isSplit, run: () => terminals.focusBeside(1) },
    { id: 'terminal.previousBeside', titleKey: 'terminal.commands.previousBeside', keybinding: 'Alt+ArrowLeft', when: HERE, enabled: isSplit, run: () => terminals.focusBeside(-1) },
    { id: 'terminal.moveRight', titleKey: 'terminal.commands.moveRight', keybinding: 'Ctrl+Shift+PageDown', when: HERE, enabled: hasFront, run: withFront((id) => terminals.moveBy(id, 1)) },
    { id: 'terminal.moveLeft', titleKey: 'terminal.commands.moveLeft', keybinding: 'Ctrl+Shift+PageUp', when: HERE, enabled: hasFront, run: withFront((id) => terminals.moveBy(id, -1)) },
    { id: 'terminal.moveToEditor', titleKey: 'terminal.commands.moveToEditor', enabled: () => hasFront() && !isInEditor(), run: withFront((id) => terminals.moveToEditor(id)) },
    {
      id: 'terminal.moveToPanel',
      titleKey: 'terminal.commands.moveToPanel',
      enabled: isInEditor,
      run: withFront((id) => {
        show();
        terminals.moveToPanel(id);
      }),
    },
    { id: 'terminal.find', titleKey: 'terminal.commands.find', keybinding: 'Ctrl+F', when: HERE, enabled: hasFront, run: withScreen((terminal) => terminal.isFinding.set(true)) },
    { id: 'terminal.selectAll', titleKey: 'terminal.commands.selectAll', enabled: hasFront, run: withScreen((terminal) => terminal.screen.selectAll()) },
    { id: 'terminal.copy', titleKey: 'terminal.commands.copy', enabled: hasFront, run: withScreen((terminal) => terminal.copySelection()) },
    { id: 'terminal.paste', titleKey: 'terminal.commands.paste', enabled: hasFront, run: withScreen((terminal) => terminal.pasteClipboard()) },
    { id: 'terminal.runRecent', titleKey: 'terminal.commands.runRecent', keybinding: 'Ctrl+Alt+R', when: HERE, enabled: hasFront, run: withScreen((terminal) => asking.runRecent(terminal)) },
    { id: 'terminal.previousCommand', titleKey: 'terminal.commands.previousCommand', keybinding: 'Ctrl+ArrowUp', when: HERE, enabled: hasFront, run: withScreen(({ screen }) => screen.goToCommand(-1)) },
    { id: 'terminal.nextCommand', titleKey: 'terminal.commands.nextCommand', keybinding: 'Ctrl+ArrowDown', when: HERE, enabled: hasFront, run: withScreen(({ screen }) => screen.goToCommand(1)) },
    { id: 'terminal.copyLastOutput', titleKey: 'terminal.commands.copyLastOutput', enabled: hasFront, run: withScreen(({ screen }) => copyLastOutput(screen)) },
    { id: 'terminal.scrollToTop', titleKey: 'terminal.commands.scrollToTop', keybinding: 'Ctrl+Home', when: HERE, enabled: hasFront, run: withScreen(({ screen }) => screen.scrollTo('top')) },
    { id: 'terminal.scrollToBottom', titleKey: 'terminal.commands.scrollToBottom', keybinding: 'Ctrl+End', when: HERE, enabled: hasFront, run: withScreen(({ screen }) => screen.scrollTo('bottom')) },
    { id: 'terminal.zoomIn', titleKey: 'terminal.commands.zoomIn', run: () => feature.zoom(1) },
    { id: 'terminal.zoomOut', titleKey: 'terminal.commands.zoomOut', run: () => feature.zoom(-1) },
    { id: 'terminal.zoomReset', titleKey: 'terminal.commands.zoomReset', run: () => feature.zoom(0) },
    { id: 'terminal.announce', titleKey: 'terminal.commands.announce', run: () => feature.toggleAnnouncing() },
  ];
}

async function copyLastOutput(screen: OpenTerminal['screen']): Promise<void> {
  const last = screen.commands.commands.findLast(({ output, isRunning }) => output !== null && !isRunning);
  if (last !== undefined) await navigator.clipboard.writeText(screen.outputOf(last));
}

/** What commands ask at the top of the workbench. */
function questions(workbench: Workbench) {
  const { prompts } = workbench;
  const feature = terminalFeature.of(workbench);
  const { terminals } = feature;
  return {
    async profile(): Promise<TerminalProfile | null> {
      const { t } = feature.words;
      const items = feature.profiles().then((profiles) => profiles.map((profile) => ({ id: profile, label: t(`profile.${profile}`), icon: SquareTerminal })));
      const chosen = await prompts.pick({ title: t('ask.profile'), placeholder: t('ask.profileHint'), items, empty: t('ask.none') });
      return TerminalProfile.safeParse(chosen).data ?? null;
    },
    async rename(id: TerminalId): Promise<void> {
      const { t } = feature.words;
      const check = (name: string): string | null => (name.trim().length > MAX_NAME_CHARACTERS ? t('ask.nameTooLong', { characters: MAX_NAME_CHARACTERS }) : null);
      const name = await prompts.ask({ title: t('ask.rename'), label: t('ask.name'), value: feature.nameOf(id), check, submit: t('ask.renameSubmit') });
      if (name !== null) await terminals.rename(id, name.trim() === '' ? null : name.trim());
      terminals.focus(id);
    },
    async colour(id: TerminalId): Promise<void> {
      const { t } = feature.words;
      const items = [{ id: NO_COLOUR, label: t('hue.none') }, ...TERMINAL_COLOURS.map((colour) => ({ id: colour, label: t(`hue.${colour}`) }))];
      const chosen = await prompts.pick({ title: t('ask.colour'), placeholder: t('ask.colourHint'), items, empty: t('ask.none') });
      if (chosen !== null) await terminals.colour(id, TerminalColour.safeParse(chosen).data ?? null);
      terminals.focus(id);
    },
    /** Types what was chosen at the prompt, and Enter. */
    async runRecent(terminal: OpenTerminal): Promise<void> {
      const { t } = feature.words;
      const recent = feature.recent();
      const items = recent.then((commands) => commands.map(({ text, folder }, at) => ({ id: String(at), label: text, ...(folder === null ? {} : { detail: folder }) })));
      const chosen = await prompts.pick({ title: t('ask.recent'), placeholder: t('ask.recentHint'), items, empty: t('ask.recentNone') });
      const command = chosen === null ? undefined : (await recent)[Number(chosen)];
      if (command === undefined) terminal.screen.focus();
      else terminal.type(command.text, { runs: true });
    },
  };
}
