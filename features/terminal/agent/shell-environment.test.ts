import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { AgentConfig } from '../../../shared/agent-protocol.ts';
import { shellEnvironment } from './shell-environment.ts';

const SECRET = 'x'.repeat(40);
const CONFIG = AgentConfig.parse({
  workspaceId: 'w000000000000',
  secret: SECRET,
  roots: [{ path: '/home/ws', name: 'home', kind: 'home', readOnly: false }],
  env: { GIT_AUTHOR_NAME: 'Ada', TERM: 'dumb', COPIED: `token=${SECRET}` },
});

suite('the environment of a shell', () => {
  test('is the image’s and the workspace’s, without what is the agent’s', () => {
    const env = shellEnvironment(CONFIG, { PATH: '/usr/bin', JAVA_HOME: '/opt/java', ATELIER_SECRET: 'a', NODE_OPTIONS: '--inspect', SOME_NAME: SECRET });
    assert.deepEqual(env, { PATH: '/usr/bin', JAVA_HOME: '/opt/java', GIT_AUTHOR_NAME: 'Ada', LANG: 'C.UTF-8', TERM: 'xterm-256color', COLORTERM: 'truecolor', TERM_PROGRAM: 'atelier' });
  });
});
