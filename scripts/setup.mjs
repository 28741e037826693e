/**
 * Makes node_modules what package-lock.json asks for, and does nothing where it already is.
 *
 * Plain JavaScript on Node alone, because it runs before anything is installed. Versions are compared, not file times: a
 * checkout touches files, and a needless `npm ci` would pull the packages from under whoever is using them.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const LEAST_NODE = [20, 19];

/** Packages of a lock file as "path version", or null where it can't be read. */
function packagesOf(path) {
  let lock;
  try {
    lock = JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return null;
  }
  const entries = Object.entries(lock.packages ?? {}).filter(([where, entry]) => where !== '' && entry.optional !== true);
  return new Set(entries.map(([where, entry]) => `${where} ${entry.version}`));
}

function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  return wanted !== null && present !== null && [...wanted].every((entry) => present.has(entry));
}

function isOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
}

if (isOldNode()) {
  console.error(`Working on sluice needs Node ${LEAST_NODE.join('.')} or later; this is ${process.versions.node}.`);
  process.exit(1);
}
if (!isInstalled()) {
  console.error('Installing packages (npm ci) ...');
  // The level is set because a silent npm above would hide this one's errors.
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  process.exit(status ?? 1);
}
