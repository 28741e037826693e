#!/usr/bin/env node
'use strict';
// Runs the program beside this file from what V8 compiled when it was built. Copied to dist/ as it is.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

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
