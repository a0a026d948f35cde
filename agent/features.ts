import { createBranchesFeature } from '../features/branches/agent/index.ts';
import { createFilesFeature } from '../features/files/agent/index.ts';
import { createGitFeature } from '../features/git/agent/index.ts';
import { createHistoryFeature } from '../features/history/agent/index.ts';
import { createPortsFeature } from '../features/ports/agent/index.ts';
import { createRemotesFeature } from '../features/remotes/agent/index.ts';
import { createSearchFeature } from '../features/search/agent/index.ts';
import { createTerminalFeature } from '../features/terminal/agent/index.ts';
import { createTimelineFeature } from '../features/timeline/agent/index.ts';
import type { AgentFeature, AgentKernel } from './feature.ts';

/** Every feature with a part inside the workspace. A new one is one line here. */
export function createFeatures(kernel: AgentKernel): AgentFeature[] {
  return [createFilesFeature(kernel), createGitFeature(kernel), createTerminalFeature(kernel), createPortsFeature(kernel), createSearchFeature(kernel), createTimelineFeature(kernel), createHistoryFeature(kernel), createBranchesFeature(kernel), createRemotesFeature(kernel)];
}
