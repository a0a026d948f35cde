import workbench from '../../../../components/workbench/messages/fr.json' with { type: 'json' };
import branches from '../../../../features/branches/browser/messages/fr.json' with { type: 'json' };
import editor from '../../../../features/editor/browser/messages/fr.json' with { type: 'json' };
import files from '../../../../features/files/browser/messages/fr.json' with { type: 'json' };
import git from '../../../../features/git/browser/messages/fr.json' with { type: 'json' };
import history from '../../../../features/history/browser/messages/fr.json' with { type: 'json' };
import palette from '../../../../features/palette/browser/messages/fr.json' with { type: 'json' };
import ports from '../../../../features/ports/browser/messages/fr.json' with { type: 'json' };
import search from '../../../../features/search/browser/messages/fr.json' with { type: 'json' };
import services from '../../../../features/services/browser/messages/fr.json' with { type: 'json' };
import settings from '../../../../features/settings/browser/messages/fr.json' with { type: 'json' };
import terminal from '../../../../features/terminal/browser/messages/fr.json' with { type: 'json' };
import text from '../../../../features/editor/browser/text/messages/fr.json' with { type: 'json' };
import timeline from '../../../../features/timeline/browser/messages/fr.json' with { type: 'json' };
import viewers from '../../../../features/viewers/browser/messages/fr.json' with { type: 'json' };
import type { WorkbenchTexts } from './en.ts';

export const workbenchTexts: WorkbenchTexts = { workbench, branches, editor, files, git, history, palette, ports, search, services, settings, terminal, text, timeline, viewers };
