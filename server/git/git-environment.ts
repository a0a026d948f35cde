/** Where Debian has git. A child gets no more of this process's environment than this. */
const PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * The whole environment of every git this server runs: no configuration but the repository's own, no prompt, no
 * pager, no locale. `extra` is the server's own too, never a client's.
 */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return {
    // Next's types want it in every environment; git does not read it.
    NODE_ENV: 'production',
    PATH,
    LC_ALL: 'C.UTF-8',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    // The data folder may belong to another user than the server's; every repository in it is the server's own.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    ...extra,
  };
}
