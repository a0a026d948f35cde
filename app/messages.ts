import type { Language } from '../components/i18n/language.ts';
import type { Role } from '../shared/actor.ts';

import commonEn from '../components/i18n/messages/en.json' with { type: 'json' };
import commonFr from '../components/i18n/messages/fr.json' with { type: 'json' };
import workbenchEn from '../components/workbench/messages/en.json' with { type: 'json' };
import workbenchFr from '../components/workbench/messages/fr.json' with { type: 'json' };
import architectureEn from '../features/architecture/browser/owner/messages/en.json' with { type: 'json' };
import architectureFr from '../features/architecture/browser/owner/messages/fr.json' with { type: 'json' };
import auditEn from '../features/audit/browser/owner/messages/en.json' with { type: 'json' };
import auditFr from '../features/audit/browser/owner/messages/fr.json' with { type: 'json' };
import branchesEn from '../features/branches/browser/messages/en.json' with { type: 'json' };
import branchesFr from '../features/branches/browser/messages/fr.json' with { type: 'json' };
import editorEn from '../features/editor/browser/messages/en.json' with { type: 'json' };
import editorFr from '../features/editor/browser/messages/fr.json' with { type: 'json' };
import textEn from '../features/editor/browser/text/messages/en.json' with { type: 'json' };
import textFr from '../features/editor/browser/text/messages/fr.json' with { type: 'json' };
import filesEn from '../features/files/browser/messages/en.json' with { type: 'json' };
import filesFr from '../features/files/browser/messages/fr.json' with { type: 'json' };
import gitEn from '../features/git/browser/messages/en.json' with { type: 'json' };
import gitFr from '../features/git/browser/messages/fr.json' with { type: 'json' };
import historyEn from '../features/history/browser/messages/en.json' with { type: 'json' };
import historyFr from '../features/history/browser/messages/fr.json' with { type: 'json' };
import importsEn from '../features/imports/browser/owner/messages/en.json' with { type: 'json' };
import importsFr from '../features/imports/browser/owner/messages/fr.json' with { type: 'json' };
import membersEn from '../features/members/browser/messages/en.json' with { type: 'json' };
import membersFr from '../features/members/browser/messages/fr.json' with { type: 'json' };
import teamEn from '../features/members/browser/owner/messages/en.json' with { type: 'json' };
import teamFr from '../features/members/browser/owner/messages/fr.json' with { type: 'json' };
import paletteEn from '../features/palette/browser/messages/en.json' with { type: 'json' };
import paletteFr from '../features/palette/browser/messages/fr.json' with { type: 'json' };
import portsEn from '../features/ports/browser/messages/en.json' with { type: 'json' };
import portsFr from '../features/ports/browser/messages/fr.json' with { type: 'json' };
import projectsEn from '../features/projects/browser/messages/en.json' with { type: 'json' };
import projectsFr from '../features/projects/browser/messages/fr.json' with { type: 'json' };
import projectsOwnerEn from '../features/projects/browser/owner/messages/en.json' with { type: 'json' };
import projectsOwnerFr from '../features/projects/browser/owner/messages/fr.json' with { type: 'json' };
import proposalsEn from '../features/proposals/browser/messages/en.json' with { type: 'json' };
import proposalsFr from '../features/proposals/browser/messages/fr.json' with { type: 'json' };
import searchEn from '../features/search/browser/messages/en.json' with { type: 'json' };
import searchFr from '../features/search/browser/messages/fr.json' with { type: 'json' };
import servicesEn from '../features/services/browser/messages/en.json' with { type: 'json' };
import servicesFr from '../features/services/browser/messages/fr.json' with { type: 'json' };
import servicesOwnerEn from '../features/services/browser/owner/messages/en.json' with { type: 'json' };
import servicesOwnerFr from '../features/services/browser/owner/messages/fr.json' with { type: 'json' };
import settingsEn from '../features/settings/browser/messages/en.json' with { type: 'json' };
import settingsFr from '../features/settings/browser/messages/fr.json' with { type: 'json' };
import statusEn from '../features/status/browser/owner/messages/en.json' with { type: 'json' };
import statusFr from '../features/status/browser/owner/messages/fr.json' with { type: 'json' };
import terminalEn from '../features/terminal/browser/messages/en.json' with { type: 'json' };
import terminalFr from '../features/terminal/browser/messages/fr.json' with { type: 'json' };
import timelineEn from '../features/timeline/browser/messages/en.json' with { type: 'json' };
import timelineFr from '../features/timeline/browser/messages/fr.json' with { type: 'json' };
import tokensEn from '../features/tokens/browser/messages/en.json' with { type: 'json' };
import tokensFr from '../features/tokens/browser/messages/fr.json' with { type: 'json' };
import viewersEn from '../features/viewers/browser/messages/en.json' with { type: 'json' };
import viewersFr from '../features/viewers/browser/messages/fr.json' with { type: 'json' };
import workspacesOwnerEn from '../features/workspaces/browser/owner/messages/en.json' with { type: 'json' };
import workspacesOwnerFr from '../features/workspaces/browser/owner/messages/fr.json' with { type: 'json' };
import workspacesEn from '../features/workspaces/browser/messages/en.json' with { type: 'json' };
import workspacesFr from '../features/workspaces/browser/messages/fr.json' with { type: 'json' };

/**
 * Every text of the browser: the shared ones, then one line a feature. Imported on the server only: a page is
 * given the one language it needs. English has the keys; a key that French lacks is a type error here, and
 * one that no catalogue has is a type error where it is used.
 */
const english = {
  ...commonEn,
  workbench: workbenchEn,
  architecture: architectureEn,
  audit: auditEn,
  branches: branchesEn,
  editor: editorEn,
  files: filesEn,
  git: gitEn,
  history: historyEn,
  imports: importsEn,
  members: membersEn,
  palette: paletteEn,
  ports: portsEn,
  projects: projectsEn,
  projectsOwner: projectsOwnerEn,
  proposals: proposalsEn,
  search: searchEn,
  services: servicesEn,
  servicesOwner: servicesOwnerEn,
  settings: settingsEn,
  status: statusEn,
  team: teamEn,
  terminal: terminalEn,
  text: textEn,
  timeline: timelineEn,
  tokens: tokensEn,
  viewers: viewersEn,
  workspaces: workspacesEn,
  workspacesOwner: workspacesOwnerEn,
};

export type Catalogue = typeof english;

const french: Catalogue = {
  ...commonFr,
  workbench: workbenchFr,
  architecture: architectureFr,
  audit: auditFr,
  branches: branchesFr,
  editor: editorFr,
  files: filesFr,
  git: gitFr,
  history: historyFr,
  imports: importsFr,
  members: membersFr,
  palette: paletteFr,
  ports: portsFr,
  projects: projectsFr,
  projectsOwner: projectsOwnerFr,
  proposals: proposalsFr,
  search: searchFr,
  services: servicesFr,
  servicesOwner: servicesOwnerFr,
  settings: settingsFr,
  status: statusFr,
  team: teamFr,
  terminal: terminalFr,
  text: textFr,
  timeline: timelineFr,
  tokens: tokensFr,
  viewers: viewersFr,
  workspaces: workspacesFr,
  workspacesOwner: workspacesOwnerFr,
};

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en: english, fr: french };

/** The texts of an owner's pages: nobody else is sent them. */
const OWNERS: readonly (keyof Catalogue)[] = ['architecture', 'audit', 'imports', 'projectsOwner', 'servicesOwner', 'status', 'team', 'workspacesOwner'];

/**
 * What a page of that role is given. What is left out is asked for by an owner's components only, which no other
 * role's pages hold; hence the type of the whole.
 */
export function messagesFor({ language, role }: { readonly language: Language; readonly role: Role | null }): Catalogue {
  const all = CATALOGUES[language];
  if (role === 'owner') return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(OWNERS as readonly string[]).includes(name))) as Catalogue;
}

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'en-GB' | 'fr-FR';
    Messages: Catalogue;
  }
}
