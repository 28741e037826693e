import { readFileSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const table = JSON.parse(readFileSync(new URL('./scripts/import-table.json', import.meta.url), 'utf8'));
const pureFiles = Object.keys(table.folders)
  .filter((name) => table.folders[name].pure)
  .map((name) => `src/${name}/**/*.ts`);

const seeded = { name: 'fast-check', message: 'Take fc from test/fast-check.ts, which sets its seed.' };
const noEnum = { selector: 'TSEnumDeclaration', message: 'Write a union of string literals.' };
const timeAsData = 'Time and randomness reach the pure folders as data; src/lang/time.ts alone turns instants into text and back.';

export default defineConfig(
  { ignores: ['node_modules/', 'dist/', 'build/', 'coverage/', 'cdktf.out/', 'bench/results/', '.sluice/', 'src/document/compiled/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      'eqeqeq': 'error',
      'no-restricted-syntax': ['error', noEnum],
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } },
      ],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'anywhere' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/**/*.generated.ts'],
    rules: { 'max-lines': ['error', { max: 400 }] },
  },
  {
    files: pureFiles,
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: timeAsData },
        { name: 'globalThis', message: 'A pure folder takes what it needs as arguments.' },
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: timeAsData }],
    },
  },
  { files: ['src/lang/time.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['test/**/*.ts'],
    ignores: ['test/fast-check.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [seeded] }] },
  },
  {
    files: ['test/cluster/**/*.ts'],
    ignores: ['test/cluster/in-process.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [seeded], patterns: [{ regex: 'cli/in-process', message: 'test/cluster/in-process.ts verifies what was carried out.' }] }] },
  },
  // Tools ask for these files' default exports.
  { files: ['*.config.ts'], rules: { 'no-restricted-exports': 'off' } },
);
