import type { useTranslations } from 'use-intl';

import type { Workbench } from '../../../components/workbench/workbench.ts';

type Words = { readonly t: ReturnType<typeof useTranslations<never>> };

const known = new WeakMap<Workbench, Words>();

/** Providers are no components: the host tells them the language's words before it asks them anything. */
export function setWords(workbench: Workbench, spoken: Words): void {
  known.set(workbench, spoken);
}

/** @throws Error before the host was mounted: a mistake in the code */
export function words(workbench: Workbench): Words {
  const spoken = known.get(workbench);
  if (spoken === undefined) throw new Error('no words yet');
  return spoken;
}
