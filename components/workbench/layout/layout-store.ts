import { z } from 'zod';

import { Signal, Store } from '../store.ts';

export const SIDE_WIDTH = { least: 200, normal: 272, most: 480 } as const;
export const PANEL_HEIGHT = { least: 96, normal: 224, most: 2000 } as const;

const Layout = z.object({
  sideOpen: z.boolean().catch(true),
  sideWidthPx: z.number().catch(SIDE_WIDTH.normal).transform((width) => clamp(width, SIDE_WIDTH)),
  activityView: z.string().nullable().catch(null),
  panelOpen: z.boolean().catch(true),
  panelMaximised: z.boolean().catch(false),
  panelHeightPx: z.number().catch(PANEL_HEIGHT.normal).transform((height) => clamp(height, PANEL_HEIGHT)),
  panel: z.string().nullable().catch(null),
});
export type Layout = z.infer<typeof Layout>;

/** What a phone shows: one thing at a time. */
export type PhoneView = 'side' | 'editor' | 'panel';

/** Where the sheets are and how large, kept per workspace. */
export class LayoutStore extends Store<Layout> {
  private readonly key: string;
  private readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly phoneView: Store<PhoneView>;
  /** A sheet was asked for and takes the focus. */
  readonly onShow = new Signal<'side' | 'panel' | 'editor'>();

  constructor(key: string, storage: Pick<Storage, 'getItem' | 'setItem'>) {
    super(readLayout(storage.getItem(key)));
    this.key = key;
    this.storage = storage;
    this.phoneView = new Store<PhoneView>('side');
  }

  /** Changes and keeps; sizes are clamped. */
  change(part: Partial<Layout>): void {
    const next = Layout.parse({ ...this.get(), ...part });
    this.set(next);
    this.storage.setItem(this.key, JSON.stringify(next));
  }

  showActivity(id: string): void {
    this.change({ activityView: id, sideOpen: true });
    this.phoneView.set('side');
    this.onShow.emit('side');
  }

  showPanel(id: string): void {
    this.change({ panel: id, panelOpen: true });
    this.phoneView.set('panel');
    this.onShow.emit('panel');
  }

  /** On a phone, the editor comes forward; elsewhere it shows anyway, unless the panel covers it. */
  showEditor(): void {
    if (this.get().panelMaximised) this.change({ panelMaximised: false });
    this.phoneView.set('editor');
  }
}

function readLayout(text: string | null): Layout {
  try {
    return Layout.parse(JSON.parse(text ?? '{}'));
  } catch {
    // What an older version or a person wrote there is no reason not to start.
    return Layout.parse({});
  }
}

function clamp(value: number, range: { readonly least: number; readonly most: number }): number {
  return Number.isFinite(value) ? Math.min(range.most, Math.max(range.least, Math.round(value))) : range.least;
}
