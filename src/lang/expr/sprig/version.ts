/** Semantic versions and constraints on them. */
import { goQuote } from '../../go-text.ts';
import { Fault, fault } from '../halt.ts';
import * as types from '../types.ts';
import { dict, sized, type Known } from '../value.ts';
import { define, text, type Functions } from './define.ts';

interface Version {
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly pre: string;
  readonly metadata: string;
  readonly original: string;
}

const suffixes = String.raw`(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?`;
const loose = new RegExp(`^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?${suffixes}$`);

/** @see Masterminds/semver 3.5.0 NewVersion */
function versionOf(source: string): Version {
  if (source.length > 256) fault('version string is too long (max 256 bytes)');
  const found = loose.exec(source);
  if (found === null) return fault('invalid semantic version');
  const [, major = '0', minor = '0', patch = '0', pre = '', metadata = ''] = found;
  for (const digits of [major, minor, patch]) {
    if (BigInt(digits) >= 2n ** 64n) fault(`error parsing version segment: strconv.ParseUint: parsing ${goQuote(digits)}: value out of range`);
  }
  if (pre.split('.').some((part) => /^0\d+$/.test(part))) fault('version segment starts with 0');
  return { numbers: [BigInt(major), BigInt(minor), BigInt(patch)], pre, metadata, original: source };
}

/** Negative, zero or positive. A release comes after all that lead to it. */
function compare(left: Version, right: Version): number {
  for (const [index, number] of left.numbers.entries()) {
    const other = right.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (left.pre === '' || right.pre === '') return left.pre === right.pre ? 0 : left.pre === '' ? 1 : -1;
  return comparePre(left.pre.split('.'), right.pre.split('.'));
}

function comparePre(left: readonly string[], right: readonly string[]): number {
  for (let n = 0; n < Math.max(left.length, right.length); n++) {
    const [a, b] = [left[n], right[n]];
    if (a === b) continue;
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
    const [aNumber, bNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (aNumber && bNumber) {
      if (BigInt(a) !== BigInt(b)) return BigInt(a) < BigInt(b) ? -1 : 1;
    } else if (aNumber !== bNumber) return aNumber ? -1 : 1;
    else return a < b ? -1 : 1;
  }
  return 0;
}

/** One comparison; parts of its version may be left open. */
interface Constraint {
  readonly operator: string;
  readonly version: Version;
  readonly open: 'major' | 'minor' | 'patch' | null;
}

const operators = String.raw`(?:=||!=|>|<|>=|=>|<=|=<|~|~>|\^)`;
const pattern = String.raw`v?(?:[0-9|xX*]+)(?:\.[0-9|xX*]+)?(?:\.[0-9|xX*]+)?(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?`;
// The longest operator is tried first, which the reference's expressions come to by going back.
const ordered = String.raw`(?:!=|>=|=>|<=|=<|~>|=|>|<|~|\^|)`;
const rangePattern = new RegExp(String.raw`\s*(${pattern})\s+-\s+(${pattern})\s*`, 'g');
const valid = new RegExp(String.raw`^(?:\s*${operators}\s*(?:${pattern})\s*)(?:(?:\s+|,\s*)${operators}\s*(?:${pattern})\s*)*$`);
const each = new RegExp(String.raw`${ordered}\s*(?:${pattern})`, 'g');
const one = new RegExp(String.raw`^\s*(${ordered})\s*(v?([0-9|xX*]+)(?:\.([0-9|xX*]+))?(?:\.([0-9|xX*]+))?(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)\s*$`);

const isOpen = (part: string | undefined): boolean => part === undefined || part === 'x' || part === 'X' || part === '*';

/** @see Masterminds/semver 3.5.0 parseConstraint */
function constraintOf(source: string): Constraint {
  const found = one.exec(source);
  if (found === null) return fault(`improper constraint: ${goQuote(source)}`);
  const [, operator = '', original = '', major = '0', minor, patch, pre = ''] = found;
  const numbers = (...parts: readonly (string | undefined)[]): string => parts.join('.') + pre;
  try {
    if (isOpen(major)) return { operator, version: versionOf(numbers('0', '0', '0')), open: 'major' };
    if (isOpen(minor)) return { operator, version: versionOf(numbers(major, '0', '0')), open: 'minor' };
    if (isOpen(patch)) return { operator, version: versionOf(numbers(major, minor, '0')), open: 'patch' };
    return { operator, version: versionOf(original), open: null };
  } catch (trouble) {
    if (trouble instanceof Fault) return fault('constraint parser error');
    throw trouble;
  }
}

/** Groups of which one must hold, each with comparisons that must all hold. */
function constraintsOf(source: string): readonly (readonly Constraint[])[] {
  if (source.length > 512) fault('constraint string is too long (max 512 bytes)');
  const groups = source.replace(rangePattern, '>= $1, <= $2 ').split('||');
  if (groups.length > 32) fault('too many constraint groups (max 32)');
  return groups.map((group) => {
    if (!valid.test(group)) fault(`improper constraint: ${goQuote(group)}`);
    return (group.match(each) ?? [group]).map(constraintOf);
  });
}

function holds(version: Version, { operator, version: wanted, open }: Constraint): boolean {
  const [major, minor] = version.numbers;
  const [wantedMajor, wantedMinor] = wanted.numbers;
  const order = compare(version, wanted);
  switch (operator) {
    case '!=':
      if (open === null || open === 'major') return order !== 0;
      if (major !== wantedMajor) return true;
      if (minor !== wantedMinor && open === 'patch') return true;
      return open === 'patch' && (version.pre !== '' || wanted.pre !== '') && comparePre(version.pre.split('.'), wanted.pre.split('.')) !== 0;
    case '>':
      if (open === null || major !== wantedMajor) return order > 0 && (open === null || major > wantedMajor);
      return open === 'patch' ? minor > wantedMinor : open === 'major' && order > 0;
    case '<': return order < 0;
    case '>=': case '=>': return order >= 0;
    case '<=': case '=<':
      if (open === null) return order <= 0;
      return major < wantedMajor || (major === wantedMajor && (open === 'minor' || minor <= wantedMinor));
    case '^': return order >= 0 && caret(version, wanted, open);
    case '': case '=':
      if (open === null) return order === 0;
  }
  return tilde(version, wanted, open);
}

function tilde(version: Version, wanted: Version, open: Constraint['open']): boolean {
  if (compare(version, wanted) < 0) return false;
  if (wanted.numbers.every((number) => number === 0n) && open !== 'minor' && open !== 'patch') return true;
  return version.numbers[0] === wanted.numbers[0] && (open === 'minor' || version.numbers[1] === wanted.numbers[1]);
}

function caret({ numbers: [major, minor, patch] }: Version, { numbers: [wantedMajor, wantedMinor, wantedPatch] }: Version, open: Constraint['open']): boolean {
  if (wantedMajor > 0n || open === 'minor') return major === wantedMajor;
  if (major > 0n) return false;
  if (wantedMinor > 0n || open === 'patch') return minor === wantedMinor;
  return minor === 0n && patch === wantedPatch;
}

/** @see Masterminds/semver 3.5.0 Constraints.Check */
function satisfies(version: Version, groups: readonly (readonly Constraint[])[]): boolean {
  return groups.some((group) => {
    const takesPre = version.pre === '' || group.some((constraint) => constraint.version.pre !== '');
    return takesPre && group.every((constraint) => holds(version, constraint));
  });
}

function versionText({ numbers, pre, metadata }: Version): string {
  return numbers.join('.') + (pre === '' ? '' : `-${pre}`) + (metadata === '' ? '' : `+${metadata}`);
}

const uint64 = { kind: 'int64', name: 'uint64' } as const;

/** A version as expressions see it: its methods. */
function asValue(version: Version): Known {
  const [major, minor, patch] = version.numbers;
  const said = (value: string): Known => define(':s', () => value);
  const counted = (value: bigint): Known => define(':l', () => sized(uint64, value));
  const compared = (test: (order: number) => boolean): Known => define('a:b', ([other]) => test(compare(version, versionIn(other))));
  return dict({ kind: 'ptr', name: '*semver.Version', elem: types.nothing }, [
    ['Major', counted(major)], ['Minor', counted(minor)], ['Patch', counted(patch)],
    ['Prerelease', said(version.pre)], ['Metadata', said(version.metadata)], ['Original', said(version.original)], ['String', said(versionText(version))],
    ['Compare', define('a:i', ([other]) => BigInt(compare(version, versionIn(other))))],
    ['LessThan', compared((order) => order < 0)], ['GreaterThan', compared((order) => order > 0)], ['Equal', compared((order) => order === 0)],
  ]);
}

function versionIn(value: Known | undefined): Version {
  const original = typeof value === 'object' && value?.kind === 'dict' ? value.entries.get('sOriginal')?.value : undefined;
  return typeof original === 'object' && original?.kind === 'func' ? versionOf(String(original.call([]))) : fault('reflect: Call using a value that is no *semver.Version');
}

/** @see Masterminds/sprig 3.3.0 semver.go */
export const versionFunctions: Functions = {
  semver: define('s:a', ([source]) => asValue(versionOf(text(source)))),
  semverCompare: define('ss:b', ([constraint, source]) => {
    const groups = constraintsOf(text(constraint));
    return satisfies(versionOf(text(source)), groups);
  }),
};
