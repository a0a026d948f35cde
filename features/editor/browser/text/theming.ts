import type { ColourCode } from '../../../../components/workbench/editors/colour-code.ts';
import { wearColours } from '../../../../components/ui/theme.ts';
import { COLOR_THEME } from '../../../../components/workbench/settings/look-settings.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import type { Monaco } from '../monaco/load-monaco.ts';
import { colourTexts, loadEngine, type ColouringEngine } from '../monaco/textmate/colour-texts.ts';
import { Dress, scopesOf } from '../monaco/themes/dress.ts';
import { dressWith, keptTheme } from '../monaco/theme.ts';
import type { ColourTheme } from '../monaco/themes/colour-theme.ts';
import { wearKept, wearTheme } from './shell-wear.ts';
import { ThemeFolder } from './theme-folder.ts';

/** The look's own names: the text wears it too. */
const isLook = (name: string): boolean => name === 'Atelier' || name.startsWith('Atelier ');
/** By then the text stands and the workbench is around it. */
const AFTER_MS = 600;
const MAX_CODE_CHARACTERS = 100_000;

/** What Monaco wears, from the first text on: the theme that the settings name, and TextMate's colours once they are here. */
export class Theming {
  readonly folder: ThemeFolder;
  private readonly workbench: Workbench;
  private readonly stops: (() => void)[] = [];
  private dressed: Monaco | null = null;
  private asked = '';
  private dressing: Dress | null = null;
  private engine: Promise<ColouringEngine> | null = null;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    this.folder = new ThemeFolder(workbench);
    workbench.editors.colourCode.set(this.colourCode);
    const chosen = workbench.settings.of(COLOR_THEME);
    const choose = (): void => void this.choose(chosen.get());
    wearKept();
    if (!isLook(chosen.get())) choose();
    this.stops.push(chosen.subscribe(choose), this.folder.changed.subscribe(() => this.again()));
  }

  /** Once there is Monaco; more calls do nothing. */
  dress(monaco: Monaco): void {
    if (this.dressed !== null) return;
    this.dressed = monaco;
    const dress = new Dress(monaco);
    this.dressing = dress;
    dressWith(monaco, dress.apply);
    const name = this.workbench.settings.get(COLOR_THEME);
    if (!isLook(name) || keptTheme() !== null) {
      this.asked = '';
      void this.choose(name);
    }
    const timer = setTimeout(() => void this.colour(monaco, dress), AFTER_MS);
    this.stops.push(() => clearTimeout(timer));
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    wearColours(null);
  }

  private again(): void {
    const name = this.asked;
    this.asked = '';
    if (name !== '' && !isLook(name)) void this.choose(name);
  }

  private async choose(name: string): Promise<void> {
    if (name === this.asked) return;
    this.asked = name;
    const theme = isLook(name) ? null : await this.read(name);
    if (name !== this.asked) return;
    await wearTheme(theme);
    if (name === this.asked) this.dressing?.choose(theme);
  }

  /** null: there is no such theme, or none that can be read: the look is. */
  private async read(name: string): Promise<ColourTheme | null> {
    const [{ builtInTheme }, { parseColourTheme }] = await Promise.all([import('../monaco/themes/built-in.ts'), import('../monaco/themes/colour-theme.ts')]);
    const own = await this.folder.read(name);
    if (own !== null) return parseColourTheme(own);
    const builtIn = await builtInTheme(name);
    return builtIn === null ? null : parseColourTheme(JSON.stringify(builtIn));
  }

  private async colour(monaco: Monaco, dress: Dress): Promise<void> {
    try {
      const engine = await this.load();
      dress.colourWith(engine);
      this.stops.push(colourTexts(monaco, engine));
    } catch {
      // Monaco's own colours are good enough to go on with; the next page tries again.
    }
  }

  /** What reads grammars. @throws when the network has not got it */
  load(): Promise<ColouringEngine> {
    this.engine ??= loadEngine();
    this.engine.catch(() => (this.engine = null));
    return this.engine;
  }

  /** For code that is shown beside texts. */
  private readonly colourCode: ColourCode = async (word, code) => {
    const { languageOfFence } = await import('../monaco/textmate/fences.ts');
    const language = languageOfFence(word);
    if (language === null || code.length > MAX_CODE_CHARACTERS) return null;
    const { textmate } = await this.load();
    if (this.dressed === null) textmate.setTheme(scopesOf(null));
    const colouring = await textmate.colouring(language, code);
    if (colouring === null) return null;
    const { palette } = textmate;
    let state = colouring.initial;
    return code.split('\n').map((line) => {
      const coloured = colouring.line(line, state);
      ({ state } = coloured);
      return coloured.pieces.map(({ start, name }, index): [string, string] => [line.slice(start, coloured.pieces[index + 1]?.start), palette[Number(/^tm(\d+)/.exec(name)?.[1])] ?? '']);
    });
  };
}
