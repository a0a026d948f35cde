import { Braces, Library, PanelsTopLeft, Server, Sparkle, TextAlignStart } from 'lucide-react';

import type { ModuleKind } from '../../shared/projects.ts';
import { classes, type Icon } from '../ui/icon.ts';

const SIGNS: Readonly<Record<ModuleKind, Icon>> = { interface: PanelsTopLeft, api: Braces, ai: Sparkle, service: Server, library: Library, docs: TextAlignStart };

/** The one sign that follows a module everywhere. Decoration beside its name; what it says is said in words where it matters. */
export function KindTile({ kind, size = 'normal' }: { readonly kind: ModuleKind; readonly size?: 'small' | 'normal' | 'large' }) {
  const Sign = SIGNS[kind];
  return (
    <span className={classes('kind', `k-${kind}`, size === 'small' && 'sm', size === 'large' && 'lg')} aria-hidden>
      <Sign />
    </span>
  );
}
