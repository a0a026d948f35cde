import type { LucideIcon } from 'lucide-react';

/** A sign of the set: `import { Plus } from 'lucide-react'`, given as `icon={Plus}`. */
export type Icon = LucideIcon;

/** Joins class names; falsy ones fall away. */
export function classes(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
