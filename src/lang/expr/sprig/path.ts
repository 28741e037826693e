/** Paths with slashes; those of files are the same on Linux. */
import { define, text, type Functions } from './define.ts';

/** @see Go 1.26 path.Clean */
function clean(path: string): string {
  const rooted = path.startsWith('/');
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (!rooted) out.push('..');
  }
  const joined = (rooted ? '/' : '') + out.join('/');
  return joined === '' ? '.' : joined;
}

/** @see Go 1.26 path.Base */
function base(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf('/') + 1));
}

/** @see Go 1.26 path.Ext */
function ext(path: string): string {
  return /\.[^./]*$/.exec(path)?.[0] ?? '';
}

const of = (change: (path: string) => string): Functions[string] => define('s:s', ([path]) => change(text(path)));
const isAbs = define('s:b', ([path]) => text(path).startsWith('/'));

export const pathFunctions: Functions = {
  base: of(base), dir: of(dir), clean: of(clean), ext: of(ext), isAbs,
  osBase: of(base), osDir: of(dir), osClean: of(clean), osExt: of(ext), osIsAbs: isAbs,
};
