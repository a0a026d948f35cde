import type { CSSProperties } from 'react';

import { classes } from './icon.ts';
import { initials, personColour } from './person.ts';

/**
 * Decoration beside a name; where it stands alone, its place says who. The letters are
 * drawn by CSS: they are no text that a name read aloud would have to contain.
 */
export function Avatar({ name, colourKey, size = 'normal' }: { readonly name: string; readonly colourKey: string; readonly size?: 'small' | 'normal' | 'large' }) {
  const colour = { '--p': `var(--color-person-${personColour(colourKey)})` } as CSSProperties;
  return (
    <span className={classes('avatar', size === 'small' && 'sm', size === 'large' && 'lg')} style={colour} title={name} data-initials={initials(name)} aria-hidden />
  );
}
