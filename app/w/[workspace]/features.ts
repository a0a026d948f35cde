import type { Contribution } from '../../../components/workbench/contribution.ts';
import { editorContribution } from '../../../features/editor/browser/index.ts';
import { textContribution } from '../../../features/editor/browser/text/contribution.ts';
import { filesContribution } from '../../../features/files/browser/index.ts';
import { branchesContribution } from '../../../features/git/browser/branches.ts';
import { gitContribution } from '../../../features/git/browser/index.ts';
import { historyContribution } from '../../../features/history/browser/index.ts';
import { membersContribution } from '../../../features/members/browser/workbench-account.tsx';
import { paletteContribution } from '../../../features/palette/browser/index.ts';
import { portsContribution } from '../../../features/ports/browser/index.ts';
import { searchContribution } from '../../../features/search/browser/index.ts';
import { servicesContribution } from '../../../features/services/browser/index.ts';
import { settingsContribution } from '../../../features/settings/browser/index.ts';
import { terminalContribution } from '../../../features/terminal/browser/index.ts';
import { timelineContribution } from '../../../features/timeline/browser/index.ts';
import { viewersContribution } from '../../../features/viewers/browser/index.ts';
import { workspacesContribution } from '../../../features/workspaces/browser/opening/workbench-parts.tsx';

/** What the workbench is made of, in the order in which its entries show. */
export const FEATURES: readonly Contribution[] = [settingsContribution, filesContribution, searchContribution, editorContribution, textContribution, viewersContribution, gitContribution, branchesContribution, timelineContribution, historyContribution, terminalContribution, servicesContribution, portsContribution, paletteContribution, workspacesContribution, membersContribution];
