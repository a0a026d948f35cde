/** Who may import whom. Everything not listed here is allowed; keep this file under 80 lines and without exceptions. */
const forbid = (name, comment, [from, to]) => ({ name, comment, severity: 'error', from, to });
const path = (...paths) => ({ path: paths });

module.exports = {
  forbidden: [
    forbid('no-cycles', 'A cycle means two modules are one.',
      [{}, { circular: true }]),
    forbid('shared-is-a-leaf', 'shared/ knows nobody.',
      [path('^shared/'), { path: '^(app|components|server|agent|features)/' }]),
    forbid('contract-is-pure', 'A contract may use shared/ and other contracts only.',
      [path('^features/[^/]+/(owner-)?contract[.]ts$'), { path: '^(app|components|server|agent|features)/', pathNot: '^features/[^/]+/(owner-)?contract[.]ts$' }]),
    forbid('contract-has-no-node', 'Contracts run in three processes.',
      [path('^shared/', '^features/[^/]+/(owner-)?contract[.]ts$'), { dependencyTypes: ['core'] }]),
    forbid('kernels-know-no-feature', 'Only the composition roots list features.',
      [{ path: '^(components|server|agent)/', pathNot: '^(server|agent)/features[.]ts$' }, path('^features/')]),
    forbid('ui-is-product-free', 'components/ui could live in another product.',
      [path('^components/ui/'), { path: '^(shared|components/workbench)/' }]),
    forbid('browser-side', 'Browser code never reaches server or agent code.',
      [path('^(app|components)/', '^features/[^/]+/browser/'), path('^(server|agent)/', '^features/[^/]+/(server|agent)/')]),
    forbid('server-side', 'The control plane never reaches browser or agent code.',
      [path('^server/', '^features/[^/]+/server/'), path('^(app|components|agent)/', '^features/[^/]+/(browser|agent)/')]),
    forbid('agent-side', 'The agent runs inside a user container and carries nothing else.',
      [path('^agent/', '^features/[^/]+/agent/'), path('^(app|components|server)/', '^features/[^/]+/(browser|server)/')]),
    forbid('feature-to-feature', 'A feature sees another feature only through its contract.',
      [{ path: '^features/([^/]+)/' }, { path: '^features/', pathNot: ['^features/$1/', '^features/[^/]+/(owner-)?contract[.]ts$'] }]),
    forbid('pty-stays-home', 'One owner per native or privileged dependency.',
      [{ pathNot: '^features/terminal/agent/' }, path('node_modules/(node-pty|@lydell/node-pty)/')]),
    forbid('engine-stays-home', 'Only the Docker adapter speaks to the engine.',
      [{ pathNot: '^server/runtimes/docker/' }, path('node_modules/dockerode/')]),
    forbid('database-stays-home', 'Only the storage adapters speak to a database.',
      [{ pathNot: '^server/storage/' }, path('node_modules/(mongodb|better-sqlite3)/')]),
    forbid('sqlite-stays-home', 'Only the storage adapters speak to a database.',
      [{ pathNot: '^server/storage/' }, { path: '^(node:)?sqlite$' }]),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.]test[.]tsx?$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    parser: 'swc',
  },
};
