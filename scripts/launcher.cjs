#!/usr/bin/env node
'use strict';
// Runs the program beside this file from what V8 compiled when it was built. Copied to dist/ as it is.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

// A command is over long before optimized code pays for how much of it V8 inlines (920 bytes by default): plans of 10,000 tasks and of 1,000 rollouts
// take a fifth less CPU so. Later versions of Node than those that know the flag for sure are left alone. scripts/warm-up.cjs sets the same, as what
// was compiled holds only for the flags that it was compiled with.
if (Number.parseInt(process.versions.node, 10) <= 24) setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');

const program = join(__dirname, 'program.cjs');
let cachedData;
try {
  cachedData = readFileSync(join(__dirname, 'program.cache'));
} catch {
  // Without it the program is compiled as it runs.
}
// scripts/warm-up.cjs wraps the program in the very same words.
const script = new Script(`(function(exports,require,module,__filename,__dirname){${readFileSync(program, 'utf8')}\n})`, { filename: program, cachedData });
const asModule = { exports: {} };
script.runInThisContext()(asModule.exports, require, asModule, program, __dirname);
