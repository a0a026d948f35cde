'use client';

import { use, type ReactNode } from 'react';

import { LANGUAGES, type Language } from '../../../components/i18n/language.ts';
import { MoreTexts } from '../../../components/i18n/more-texts.tsx';
import type { WorkbenchTexts as All } from './texts/en.ts';

const LOADS: Readonly<Record<Language, () => Promise<{ readonly workbenchTexts: All }>>> = {
  en: () => import('./texts/en.ts'),
  fr: () => import('./texts/fr.ts'),
};

const asked = new Map<Language, Promise<All>>();

/** What the workbench says, for what is inside; suspends until it is there. @throws what loading a module throws */
export function WorkbenchTexts({ children }: { readonly children: ReactNode }) {
  return <MoreTexts messages={use(loadTexts(pageLanguage()))}>{children}</MoreTexts>;
}

/** Asked for with the page's own code: it is there before the workspace has answered. */
export function loadWorkbenchTexts(): void {
  loadTexts(pageLanguage()).catch(() => undefined); // who shows them tries again, and tells
}

/** By message key, what commands are called in the languages that the page does not have. */
export async function commandsElsewhere(): Promise<Readonly<Record<string, string>>> {
  const others = await Promise.all(LANGUAGES.filter((language) => language !== pageLanguage()).map(loadTexts));
  return Object.fromEntries(others.flatMap((texts) => Object.entries(texts)).flatMap(([feature, { commands }]: [string, { readonly commands?: object }]) => entries(commands, `${feature}.commands`)));
}

function loadTexts(language: Language): Promise<All> {
  const known = asked.get(language);
  if (known !== undefined) return known;
  const texts = LOADS[language]().then(({ workbenchTexts }) => workbenchTexts);
  asked.set(language, texts);
  // A network that failed once may work the next time.
  texts.catch(() => asked.delete(language));
  return texts;
}

function pageLanguage(): Language {
  return LANGUAGES.find((language) => language === document.documentElement.lang) ?? 'en';
}

function entries(texts: unknown, path: string): [string, string][] {
  if (typeof texts === 'string') return [[path, texts]];
  return Object.entries(texts ?? {}).flatMap(([name, inner]) => entries(inner, `${path}.${name}`));
}
