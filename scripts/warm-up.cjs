'use strict';
// Runs dist/program.cjs once and keeps what V8 compiled of it: `node scripts/warm-up.cjs DIST ARGUMENTS...`. Part of the build.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

// As scripts/launcher.cjs does.
if (Number.parseInt(process.versions.node, 10) <= 24) setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');

const [dist] = process.argv.splice(2, 1);
const program = join(dist, 'program.cjs');
const script = new Script(`(function(exports,require,module,__filename,__dirname){${readFileSync(program, 'utf8')}\n})`, { filename: program });
process.on('exit', () => writeFileSync(join(dist, 'program.cache'), script.createCachedData()));
const asModule = { exports: {} };
script.runInThisContext()(asModule.exports, require, asModule, program, dist);
