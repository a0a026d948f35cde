import type { CSSProperties } from 'react';

import { initials, personColour } from '../../../../components/ui/person.ts';
import type { PersonView } from '../../../../shared/owner-projects.ts';
import type { ModuleAccess } from '../../../../shared/projects.ts';

/** Filled: changes it; a ring: reads it. Decoration beside a name, or its place says who. */
export function Face({ person, access = 'write' }: { readonly person: PersonView; readonly access?: ModuleAccess }) {
  const colour = { '--p': `var(--color-person-${personColour(person.id)})` } as CSSProperties;
  return <span className={access === 'read' ? 'avatar sm arch-ring' : 'avatar sm'} style={colour} data-initials={initials(person.name)} aria-hidden />;
}
