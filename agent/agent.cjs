'use strict';
// The agent's first file: runs the bundle with the code that the build compiled and left beside it, which takes half
// the time of compiling it at every start. What this Node does not take (it is of another version) is compiled as ever.
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { constants, Script } = require('node:vm');

const BUNDLE = path.join(__dirname, 'bundle.cjs');
const COMPILED = path.join(__dirname, 'bundle.compiled');

/** The bundle as a function of CommonJS; `cachedDataRejected` says whether the compiled code was of no use. */
exports.load = () =>
  new Script(Module.wrap(readFileSync(BUNDLE, 'latin1')), {
    filename: BUNDLE,
    cachedData: existsSync(COMPILED) ? readFileSync(COMPILED) : undefined,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });

exports.run = (script) => {
  const bundle = new Module(BUNDLE);
  script.runInThisContext()(bundle.exports, Module.createRequire(BUNDLE), bundle, BUNDLE, __dirname);
};

if (require.main === module) exports.run(exports.load());
