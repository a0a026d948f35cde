import type { Language } from '../components/i18n/language.ts';
import type { Role } from '../shared/actor.ts';

import commonEn from '../components/i18n/messages/en.json' with { type: 'json' };
import commonFr from '../components/i18n/messages/fr.json' with { type: 'json' };
import architectureEn from '../features/architecture/browser/owner/messages/en.json' with { type: 'json' };
import architectureFr from '../features/architecture/browser/owner/messages/fr.json' with { type: 'json' };
import auditEn from '../features/audit/browser/owner/messages/en.json' with { type: 'json' };
import auditFr from '../features/audit/browser/owner/messages/fr.json' with { type: 'json' };
import importsEn from '../features/imports/browser/owner/messages/en.json' with { type: 'json' };
import importsFr from '../features/imports/browser/owner/messages/fr.json' with { type: 'json' };
import membersEn from '../features/members/browser/messages/en.json' with { type: 'json' };
import membersFr from '../features/members/browser/messages/fr.json' with { type: 'json' };
import teamEn from '../features/members/browser/owner/messages/en.json' with { type: 'json' };
import teamFr from '../features/members/browser/owner/messages/fr.json' with { type: 'json' };
import projectsEn from '../features/projects/browser/messages/en.json' with { type: 'json' };
import projectsFr from '../features/projects/browser/messages/fr.json' with { type: 'json' };
import projectsOwnerEn from '../features/projects/browser/owner/messages/en.json' with { type: 'json' };
import projectsOwnerFr from '../features/projects/browser/owner/messages/fr.json' with { type: 'json' };
import proposalsEn from '../features/proposals/browser/messages/en.json' with { type: 'json' };
import proposalsFr from '../features/proposals/browser/messages/fr.json' with { type: 'json' };
import servicesOwnerEn from '../features/services/browser/owner/messages/en.json' with { type: 'json' };
import servicesOwnerFr from '../features/services/browser/owner/messages/fr.json' with { type: 'json' };
import statusEn from '../features/status/browser/owner/messages/en.json' with { type: 'json' };
import statusFr from '../features/status/browser/owner/messages/fr.json' with { type: 'json' };
import tokensEn from '../features/tokens/browser/messages/en.json' with { type: 'json' };
import tokensFr from '../features/tokens/browser/messages/fr.json' with { type: 'json' };
import workspacesOwnerEn from '../features/workspaces/browser/owner/messages/en.json' with { type: 'json' };
import workspacesOwnerFr from '../features/workspaces/browser/owner/messages/fr.json' with { type: 'json' };
import workspacesEn from '../features/workspaces/browser/messages/en.json' with { type: 'json' };
import workspacesFr from '../features/workspaces/browser/messages/fr.json' with { type: 'json' };
import { workbenchTexts as workbenchEn } from './w/[workspace]/texts/en.ts';
import { workbenchTexts as workbenchFr } from './w/[workspace]/texts/fr.ts';

/**
 * Every text of the browser: the shared ones, the workbench's, then one line a feature. Imported on the server only: a page
 * is given the one language and the features it needs (`texts.tsx`). English has the keys; a key that French lacks is a type error here, and
 * one that no catalogue has is a type error where it is used.
 */
const english = {
  ...commonEn,
  ...workbenchEn,
  architecture: architectureEn,
  audit: auditEn,
  imports: importsEn,
  members: membersEn,
  projects: projectsEn,
  projectsOwner: projectsOwnerEn,
  proposals: proposalsEn,
  servicesOwner: servicesOwnerEn,
  status: statusEn,
  team: teamEn,
  tokens: tokensEn,
  workspaces: workspacesEn,
  workspacesOwner: workspacesOwnerEn,
};

export type Catalogue = typeof english;

const french: Catalogue = {
  ...commonFr,
  ...workbenchFr,
  architecture: architectureFr,
  audit: auditFr,
  imports: importsFr,
  members: membersFr,
  projects: projectsFr,
  projectsOwner: projectsOwnerFr,
  proposals: proposalsFr,
  servicesOwner: servicesOwnerFr,
  status: statusFr,
  team: teamFr,
  tokens: tokensFr,
  workspaces: workspacesFr,
  workspacesOwner: workspacesOwnerFr,
};

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en: english, fr: french };

/** The texts of an owner's pages: nobody else is sent them. */
const OWNERS: readonly (keyof Catalogue)[] = ['architecture', 'audit', 'imports', 'projectsOwner', 'servicesOwner', 'status', 'team', 'workspacesOwner'];

/** What every page may say: its frame, errors, what it is when it fails. */
export const EVERYWHERE = ['common', 'errors', 'frame', 'pages'] as const satisfies readonly (keyof Catalogue)[];

/**
 * Those texts, as far as a page of that role is given them. What is left out is asked for by other pages' components
 * only, or by an owner's, which no other role's pages hold; hence the type of the whole. `messages.test.ts` looks.
 */
export function messagesFor({ language, role, of }: { readonly language: Language; readonly role: Role | null; readonly of: readonly (keyof Catalogue)[] }): Catalogue {
  const all = CATALOGUES[language];
  const given = role === 'owner' ? of : of.filter((name) => !OWNERS.includes(name));
  return Object.fromEntries(given.map((name) => [name, all[name]])) as Catalogue;
}

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'en-GB' | 'fr-FR';
    Messages: Catalogue;
  }
}
