import type { Formats } from '../../../../components/i18n/formats.ts';
import type { ModuleFacts } from '../../../../shared/projects.ts';

const SHOWN = 3;
const LEAST_PART = 0.01;

/** "Python 91 %, SQL 6 %". */
export function languagesText(languages: ModuleFacts['languages'], formats: Pick<Formats, 'percent'>): string {
  const whole = languages.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts = languages.map(({ name, bytes }) => ({ name, part: whole === 0 ? 0 : bytes / whole })).filter(({ part }) => part >= LEAST_PART);
  return parts.toSorted((a, b) => b.part - a.part).slice(0, SHOWN).map(({ name, part }) => `${name} ${formats.percent(part)}`).join(', ');
}

/** With the size; '' where nothing was ever pushed. */
export function factsText(facts: ModuleFacts, formats: Pick<Formats, 'percent' | 'size'>): string {
  if (!facts.hasCommits) return '';
  return [languagesText(facts.languages, formats), formats.size(facts.sizeBytes)].filter((part) => part !== '').join(', ');
}
