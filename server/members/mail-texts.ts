import type { Role } from '../../shared/actor.ts';
import type { Language } from '../../shared/credentials.ts';
import english from './messages/en.json' with { type: 'json' };
import french from './messages/fr.json' with { type: 'json' };

const TEXTS: Readonly<Record<Language, typeof english>> = { en: english, fr: french };
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };

export type MailText = { readonly subject: string; readonly text: string };

export function invitationMail(language: Language, about: { inviter: string; role: Role; link: string; untilMs: number }): MailText {
  const { subject, text, roles } = TEXTS[language].invitation;
  const values = { inviter: oneLine(about.inviter), role: roles[about.role], link: about.link, until: moment(about.untilMs, language) };
  return { subject: fill(subject, values), text: fill(text, values) };
}

export function resetMail(language: Language, about: { name: string; link: string; untilMs: number }): MailText {
  const { subject, text } = TEXTS[language].reset;
  return { subject, text: fill(text, { name: oneLine(about.name), link: about.link, until: moment(about.untilMs, language) }) };
}

/** In one pass: a name that looks like a place is only a name. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Names are chosen by members; a line break in one must not begin a line of the mail. */
function oneLine(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** With its zone: nobody knows where the reader is. */
function moment(atMs: number, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' }).format(atMs);
}
