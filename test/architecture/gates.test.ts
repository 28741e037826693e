import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importTable } from './import-table.ts';
import { type Outcome, plantTree, runTool } from './planted-tree.ts';

/** One planted file, and what the gate must say of it: null where the file is fine. */
interface Plant {
  readonly title: string;
  readonly file: string;
  readonly text: string;
  readonly caught: string | null;
}

/** Plants all files in one tree, runs the gate once, and looks for each file's verdict. */
function check(
  name: string,
  run: (folder: string) => Promise<Outcome>,
  verdictsOf: (stdout: string, file: string) => readonly string[],
  plants: readonly Plant[],
): void {
  describe(name, () => {
    let outcome: Outcome = { exitCode: null, stdout: '' };
    const tree = plantTree(Object.fromEntries(plants.map(({ file, text }) => [file, text])));
    afterAll(tree.remove);
    beforeAll(async () => {
      outcome = await run(tree.path);
    });

    test('fails', () => {
      expect(outcome.exitCode).toBeGreaterThan(0);
    });
    test.each(plants)('$title', ({ file, caught }) => {
      const verdicts = verdictsOf(outcome.stdout, file);
      if (caught === null) expect(verdicts).toEqual([]);
      else expect(verdicts).toContain(caught);
    });
  });
}

const typeCheck = (folder: string): Promise<Outcome> => runTool(folder, 'typescript-7/bin/tsc', '-b', '--pretty', 'false');
const cruise = (folder: string): Promise<Outcome> =>
  runTool(folder, 'dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', '.');
const lint = (folder: string): Promise<Outcome> => runTool(folder, 'eslint/bin/eslint.js', '--format', 'json', '.');

const typeErrors = (stdout: string, file: string): readonly string[] =>
  stdout.split('\n').flatMap((line) => (line.startsWith(`${file}(`) ? (/error (TS\d+)/.exec(line)?.[1] ?? []) : []));

const brokenImportRules = (stdout: string, file: string): readonly string[] =>
  [...stdout.matchAll(/^ *error (\S+): (\S+)/gm)].flatMap(([, rule = '', from]) => (from === file ? [rule] : []));

const brokenLintRules = (stdout: string, file: string): readonly string[] => {
  const reports = JSON.parse(stdout) as readonly { filePath: string; messages: readonly { ruleId: string | null }[] }[];
  return reports.filter(({ filePath }) => filePath.endsWith(`/${file}`)).flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId ?? 'parse'));
};

describe('an empty tree passes', () => {
  const tree = plantTree({});
  afterAll(tree.remove);
  test.each([
    ['types', typeCheck],
    ['imports', cruise],
    ['lint', lint],
  ] as const)('%s', async (_name, run) => {
    expect(await run(tree.path)).toMatchObject({ exitCode: 0 });
  });
});

check('types', typeCheck, typeErrors, [
  { title: 'console in a pure folder', file: 'src/lang/console.ts', text: 'console.log(1);\nexport {};\n', caught: 'TS2584' },
  { title: 'fetch in a pure folder', file: 'src/plan/fetch.ts', text: "export const answer = fetch('http://localhost');\n", caught: 'TS2304' },
  { title: 'a timer in a pure folder', file: 'src/run/timer.ts', text: 'export const timer = setTimeout(String, 1);\n', caught: 'TS2304' },
  { title: 'process in a pure folder', file: 'src/render/process.ts', text: 'export const args = process.argv;\n', caught: 'TS2591' },
  { title: 'a module of Node in a pure folder', file: 'src/world/node.ts', text: "export { join } from 'node:path';\n", caught: 'TS2591' },
  {
    title: 'console beside the packages that pure folders may use, whose types must not bring it in',
    file: 'src/document/packages.ts',
    text: `${importTable.purePackages.map((name, i) => `export * as p${i} from '${name}';`).join('\n')}\nconsole.log(1);\n`,
    caught: 'TS2584',
  },
  { title: 'console in src/cli', file: 'src/cli/console.ts', text: 'console.log(1);\nexport {};\n', caught: null },
  { title: 'an index that may be absent', file: 'src/cli/index-access.ts', text: 'export const first = (list: string[]): string => list[0];\n', caught: 'TS2322' },
  { title: 'an enum', file: 'src/cli/enum.ts', text: 'export enum Answer { Yes }\n', caught: 'TS1294' },
]);

check('imports', cruise, brokenImportRules, [
  { title: 'a folder that the table does not allow', file: 'src/lang/value.ts', text: "export { plan } from '../plan/index.ts';\n", caught: 'import-table-lang' },
  {
    title: 'the same, for a type',
    file: 'src/rollout/type.ts',
    text: "import type { cluster } from '../cluster/index.ts';\nexport type C = typeof cluster;\n",
    caught: 'import-table-rollout',
  },
  {
    title: 'the same, late',
    file: 'src/state/late.ts',
    text: "export const late = () => import('../cli/index.ts');\n",
    caught: 'import-table-state',
  },
  { title: 'a folder that the table allows', file: 'src/plan/fine.ts', text: "export { world } from '../world/index.ts';\n", caught: null },
  { title: 'past an index.ts', file: 'src/plan/past.ts', text: "export { world } from '../world/inside.ts';\n", caught: 'enter-by-index' },
  { title: 'within a folder', file: 'src/world/inside.ts', text: "export { world } from './index.ts';\n", caught: null },
  { title: 'an unknown folder that imports', file: 'src/planner/a.ts', text: "export { lang } from '../lang/index.ts';\n", caught: 'unknown-folder' },
  { title: 'an unknown folder of one file', file: 'src/utils/b.ts', text: 'export const b = 1;\n', caught: 'unknown-folder-alone' },
  { title: 'a file beside the folders', file: 'src/loose.ts', text: 'export const c = 1;\n', caught: 'unknown-folder-alone' },
  { title: 'a module of Node in a pure folder', file: 'src/world/node.ts', text: "export { join } from 'node:path';\n", caught: 'pure-packages' },
  { title: 'a package in a pure folder', file: 'src/render/colours.ts', text: "export * as colours from 'picocolors';\n", caught: 'pure-packages' },
  { title: 'a pure package in a pure folder', file: 'src/document/parse.ts', text: "export { parse } from 'yaml';\n", caught: null },
  { title: 'CDKTF', file: 'src/web/stack.ts', text: "export { App } from 'cdktf';\n", caught: 'stacks-are-a-leaf' },
  { title: 'stacks, at once', file: 'src/cli/stacks.ts', text: "export { main } from '../../stacks/main.ts';\n", caught: 'stacks-load-late' },
  { title: 'stacks, late and from cli', file: 'src/cli/late.ts', text: "export const late = () => import('../../stacks/main.ts');\n", caught: null },
  { title: 'what stacks import', file: 'stacks/main.ts', text: "export { plan as main } from '../src/plan/index.ts';\n", caught: null },
  { title: 'a test', file: 'src/cli/tested.ts', text: "export { t } from '../../test/t.ts';\n", caught: 'src-stands-alone' },
  { title: 'a test that imports inner files', file: 'test/t.ts', text: "export { world as t } from '../src/world/inside.ts';\n", caught: null },
  { title: 'a development package', file: 'src/cli/dev.ts', text: "export { build } from 'esbuild';\n", caught: 'no-dev-package' },
  { title: 'a missing file', file: 'src/cli/missing.ts', text: "export { no } from './nowhere.ts';\n", caught: 'resolvable' },
  { title: 'a circle', file: 'src/model/about.ts', text: "import { s } from './round.ts';\nexport const r = s;\n", caught: 'no-cycle' },
  { title: 'its other half, as a circle is reported once', file: 'src/model/round.ts', text: "export { r } from './about.ts';\nexport const s = 1;\n", caught: null },
  { title: 'types that refer to each other', file: 'src/model/one.ts', text: "import type { B } from './two.ts';\nexport type A = B[] | 1;\n", caught: null },
  { title: 'the other one', file: 'src/model/two.ts', text: "import type { A } from './one.ts';\nexport type B = A[] | 2;\n", caught: null },
]);

check('lint', lint, brokenLintRules, [
  { title: 'a clock in a pure folder', file: 'src/plan/clock.ts', text: 'export const now = (): number => Date.now();\n', caught: 'no-restricted-globals' },
  { title: 'a clock by another way', file: 'src/plan/other.ts', text: 'export const now = (): number => globalThis.Date.now();\n', caught: 'no-restricted-globals' },
  { title: 'a clock in src/lang/time.ts', file: 'src/lang/time.ts', text: 'export const day = (ms: number): Date => new Date(ms);\n', caught: null },
  { title: 'a clock in src/apply', file: 'src/apply/clock.ts', text: 'export const now = (): number => Date.now();\n', caught: null },
  { title: 'chance in a pure folder', file: 'src/world/chance.ts', text: 'export const dice = (): number => Math.random();\n', caught: 'no-restricted-properties' },
  { title: 'a default export', file: 'src/cli/default.ts', text: 'export default 1;\n', caught: 'no-restricted-exports' },
  { title: 'any', file: 'src/cli/any.ts', text: 'export const f = (x: any): string => String(x);\n', caught: '@typescript-eslint/no-explicit-any' },
  { title: 'any that nobody wrote', file: 'src/cli/parsed.ts', text: "export const f = (): string => JSON.parse('1');\n", caught: '@typescript-eslint/no-unsafe-return' },
  { title: 'a promise that nobody awaits', file: 'src/cli/promise.ts', text: 'const f = async (): Promise<void> => {};\nf();\nexport {};\n', caught: '@typescript-eslint/no-floating-promises' },
  { title: 'an unused variable', file: 'src/cli/unused.ts', text: 'const a = 1;\nexport {};\n', caught: '@typescript-eslint/no-unused-vars' },
  { title: 'an enum', file: 'src/cli/enum.ts', text: 'export enum Answer { Yes }\n', caught: 'no-restricted-syntax' },
  {
    title: 'a switch that forgets a case',
    file: 'src/cli/switch.ts',
    text: "export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
    caught: '@typescript-eslint/switch-exhaustiveness-check',
  },
  { title: 'a file of more than 400 lines', file: 'src/cli/long.ts', text: `${'//\n'.repeat(400)}export {};\n`, caught: 'max-lines' },
]);
