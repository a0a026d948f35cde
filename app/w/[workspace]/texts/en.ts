import workbench from '../../../../components/workbench/messages/en.json' with { type: 'json' };
import branches from '../../../../features/branches/browser/messages/en.json' with { type: 'json' };
import editor from '../../../../features/editor/browser/messages/en.json' with { type: 'json' };
import files from '../../../../features/files/browser/messages/en.json' with { type: 'json' };
import git from '../../../../features/git/browser/messages/en.json' with { type: 'json' };
import history from '../../../../features/history/browser/messages/en.json' with { type: 'json' };
import palette from '../../../../features/palette/browser/messages/en.json' with { type: 'json' };
import ports from '../../../../features/ports/browser/messages/en.json' with { type: 'json' };
import search from '../../../../features/search/browser/messages/en.json' with { type: 'json' };
import services from '../../../../features/services/browser/messages/en.json' with { type: 'json' };
import settings from '../../../../features/settings/browser/messages/en.json' with { type: 'json' };
import terminal from '../../../../features/terminal/browser/messages/en.json' with { type: 'json' };
import text from '../../../../features/editor/browser/text/messages/en.json' with { type: 'json' };
import timeline from '../../../../features/timeline/browser/messages/en.json' with { type: 'json' };
import viewers from '../../../../features/viewers/browser/messages/en.json' with { type: 'json' };

/**
 * The texts of the workbench, one line a feature: a module that pages load by its name and browsers keep, since they are
 * as large as the rest of the page. What an owner's parts of it say comes with the page (`../page.tsx`).
 */
export const workbenchTexts = { workbench, branches, editor, files, git, history, palette, ports, search, services, settings, terminal, text, timeline, viewers };

export type WorkbenchTexts = typeof workbenchTexts;
