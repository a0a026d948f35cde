import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTranslator, IntlErrorCode } from 'use-intl/core';

import { FORMAT_TAGS, LANGUAGES, type Language } from '../components/i18n/language.ts';
import { ERRORS } from '../shared/errors.ts';
import { CATALOGUES, messagesFor, type Catalogue } from './messages.ts';

const ROOT = join(import.meta.dirname, '..');

/** `workspaces.state.running` → its text. */
function flatten(value: unknown, prefix = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[prefix, value]]);
  assert.ok(typeof value === 'object' && value !== null, `${prefix} is neither a text nor a group of texts`);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...flatten(inner, prefix === '' ? key : `${prefix}.${key}`)]));
}

const ALL = Object.keys(CATALOGUES.en) as (keyof Catalogue)[];
const TEXTS: Record<Language, Map<string, string>> = { en: flatten(CATALOGUES.en), fr: flatten(CATALOGUES.fr) };

/** Names of the ICU arguments, and of the tags of rich text. */
function placeholders(text: string): string[] {
  const names = new Set([...text.matchAll(/<(\w+)>/g)].map((match) => `<${match[1]}>`));
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '{') {
      depth += 1;
      // At odd depths a brace opens an argument; at even ones the branch of a plural or a select.
      if (depth % 2 === 1) names.add(/^\s*(\w+)/.exec(text.slice(at + 1))?.[1] ?? '');
    } else if (text[at] === '}') depth -= 1;
  }
  return [...names].toSorted();
}

/** What a person reads: without the arguments and the grammar around the branches. */
function prose(text: string): string {
  return text.replaceAll(/\{\w+, (?:plural|select|selectordinal|number),?/g, ' ').replaceAll(/(?:=\d+|zero|one|two|few|many|other|\w+) \{/g, ' {').replaceAll(/\{\w+\}/g, 'X').replaceAll(/<\/?\w+>/g, '');
}

test('every text exists in every language, and none is empty', () => {
  const keys = [...TEXTS.en.keys()].toSorted();
  for (const language of LANGUAGES) {
    assert.deepEqual([...TEXTS[language].keys()].toSorted(), keys, language);
    for (const [key, text] of TEXTS[language]) assert.notEqual(text.trim(), '', `${language} ${key}`);
  }
});

test('every catalogue of a feature or of the workbench is part of the whole', () => {
  const files = globSync(['features/*/browser/{,owner/}messages/*.json', 'components/*/messages/*.json'], { cwd: ROOT });
  for (const file of files) {
    const language = LANGUAGES.find((candidate) => file.endsWith(`/${candidate}.json`));
    assert.ok(language, `${file} is in a language nobody can choose`);
    const own: unknown = JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
    const texts = new Set(TEXTS[language].values());
    for (const text of flatten(own).values()) assert.ok(texts.has(text), `neither app/messages.ts nor app/w/[workspace]/texts lists ${file}`);
  }
});

test('an owner’s texts are in nobody else’s pages', () => {
  const owners = globSync('features/*/browser/owner/messages/en.json', { cwd: ROOT }).map((file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as unknown);
  assert.ok(owners.length > 0);
  for (const role of ['developer', 'stagiaire', null] as const) {
    const groups = Object.values(messagesFor({ language: 'en', role, of: ALL })) as unknown[];
    for (const own of owners) assert.ok(groups.every((group) => JSON.stringify(group) !== JSON.stringify(own)));
  }
  assert.deepEqual(messagesFor({ language: 'fr', role: 'owner', of: ALL }), CATALOGUES.fr);
});

test('every error code says what happened, why, and what is safe', () => {
  for (const code of Object.keys(ERRORS)) {
    for (const part of ['what', 'why', 'safe']) assert.ok(TEXTS.en.has(`errors.${code}.${part}`), `errors.${code}.${part}`);
  }
  const known = new Set(Object.keys(ERRORS));
  for (const code of Object.keys(CATALOGUES.en.errors)) assert.ok(known.has(code), `errors.${code} is the text of no code`);
});

test('every text is valid ICU, with the same arguments in every language', () => {
  for (const language of LANGUAGES) {
    const broken: string[] = [];
    const t = createTranslator({
      locale: FORMAT_TAGS[language],
      messages: CATALOGUES[language],
      onError: (error) => {
        if (error.code === IntlErrorCode.INVALID_MESSAGE) broken.push(error.message);
      },
      getMessageFallback: () => '',
    });
    for (const [key, text] of TEXTS[language]) {
      Reflect.apply(t, null, [key, {}]);
      assert.deepEqual(placeholders(text), placeholders(TEXTS.en.get(key) ?? ''), `${language} ${key}`);
    }
    assert.deepEqual(broken, []);
  }
});

test('French has its no-break spaces', () => {
  for (const [key, text] of TEXTS.fr) {
    const read = prose(text);
    assert.doesNotMatch(read, /[^\u00a0\u202f]([;?!»]|%(?!\w))/u, `fr ${key}: no-break space before ; ? ! » %`);
    assert.doesNotMatch(read, /[^\u00a0\u202f\d]:(?!\/\/)/u, `fr ${key}: no-break space before :`);
    assert.doesNotMatch(read, /«(?![\u00a0\u202f])/u, `fr ${key}: no-break space after «`);
    assert.doesNotMatch(read, /["“”]/u, `fr ${key}: « and »`);
  }
});

test('apostrophes are typographic (a straight one quotes in ICU), dots are one sign, nobody shouts', () => {
  for (const language of LANGUAGES) {
    for (const [key, text] of TEXTS[language]) {
      assert.doesNotMatch(text, /'|\.\.\.|!|\b(?:oops|please|oups|veuillez)\b/iu, `${language} ${key}`);
      assert.equal(text, text.trim(), `${language} ${key}`);
    }
  }
});

test('every key that the sources ask for is in the catalogue', () => {
  const files = globSync(['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'features/*/browser/**/*.{ts,tsx}'], { cwd: ROOT }).filter((file) => !file.includes('.test.'));
  const missing: string[] = [];
  let asked = 0;
  for (const file of files) {
    const source = readFileSync(join(ROOT, file), 'utf8');
    for (const [name, namespaces] of translators(source)) {
      for (const match of source.matchAll(new RegExp(`(?<![\\w.])${name}(?:\\.(?:rich|markup|raw|has))?\\(\\s*(['"\`])([^'"\`]+)\\1`, 'g'))) {
        asked += 1;
        const key = match[2] ?? '';
        if (!namespaces.some((namespace) => isKnown(namespace === '' ? key : `${namespace}.${key}`))) missing.push(`${file}: ${key}`);
      }
    }
  }
  assert.deepEqual(missing, []);
  assert.ok(asked > 50, `only ${asked} keys were found: the scan no longer sees the sources`);
});

/** Ends that a source says alone: `'idle'`, `refused.${reason}`; what is put together of variables only says nothing. */
const LITERAL = /(['"`])((?!\$\{)(?:[\w.-]|\$\{[^{}]*\})+)\1/g;

test('every text of the catalogue is asked for by some source', () => {
  const patterns = ['{app,components}/**/*.{ts,tsx}', 'features/*/browser/**/*.{ts,tsx}', 'features/*/contract.ts', 'shared/*.ts'];
  const sources = globSync(patterns, { cwd: ROOT }).filter((file) => !file.includes('.test.')).map((file) => readFileSync(join(ROOT, file), 'utf8'));
  const everywhere = new Set(sources.flatMap(literalsOf));
  const asked = new Set<string>();
  for (const source of sources) {
    for (const match of source.matchAll(/messages\.([\w.]+)/g)) asked.add(match[1] ?? '');
    for (const key of literalsOf(source)) for (const namespace of namespacesOf(source)) asked.add(namespace === '' ? key : `${namespace}.${key}`);
    for (const [name, namespaces] of translators(source)) {
      // `t(state.phase)`: the key comes from a value, which is written somewhere.
      if (!new RegExp(`(?<![\\w.])${name}\\(\\s*[a-z]`).test(source)) continue;
      for (const namespace of namespaces) for (const key of everywhere) asked.add(`${namespace}.${key}`);
    }
  }
  const composed = [...asked].filter((key) => key.includes('${')).map(toPattern);
  // Those of the error codes have a test of their own.
  const unused = [...TEXTS.en.keys()].filter((key) => !key.startsWith('errors.') && !asked.has(key) && !composed.some((pattern) => pattern.test(key)));
  assert.deepEqual(unused, []);
});

function literalsOf(source: string): string[] {
  return [...source.matchAll(LITERAL)].map((match) => match[2] ?? '');
}

/** The namespaces that a source translates from, also by a translator that it is given; '' for whole keys. */
function namespacesOf(source: string): Set<string> {
  const given = [...source.matchAll(/useTranslations<'([\w.]+)'>/g)].map((match) => match[1] ?? '');
  return new Set(['', ...given, ...[...translators(source).values()].flat()]);
}

/** The names that hold a translator in a source, and the namespaces they may have. */
function translators(source: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const match of source.matchAll(/(?:const|let) (\w+) = (?:await )?(?:useTranslations|requestTexts)(?:<[^>]*>)?\(\s*(?:(['"`])([^'"`]*)\2)?\s*\)/g)) {
    const name = match[1] ?? '';
    found.set(name, [...(found.get(name) ?? []), match[3] ?? '']);
  }
  return found;
}

/** A key that is put together (`state.${phase}`) is known when something matches its fixed parts. */
function isKnown(key: string): boolean {
  if (!key.includes('${')) return TEXTS.en.has(key);
  const pattern = toPattern(key);
  return [...TEXTS.en.keys()].some((known) => pattern.test(known));
}

function toPattern(key: string): RegExp {
  const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[.$]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\w-]+')}$`);
}
