/**
 * The import table (scripts/import-table.json) as rules. Type-only imports count: a type is knowledge, too.
 */
const { folders, purePackages } = require('./scripts/import-table.json');

const names = Object.keys(folders);
const pure = names.filter((name) => folders[name].pure);
const any = (list) => `(?:${list.join('|')})`;

const tableRules = names
  .filter((name) => folders[name].imports !== 'all')
  .map((name) => ({
    name: `import-table-${name}`,
    comment: `src/${name} imports only what scripts/import-table.json names for it.`,
    severity: 'error',
    from: { path: `^src/${name}/` },
    to: { path: '^src/', pathNot: `^src/${any([name, ...folders[name].imports])}/` },
  }));

const inUnknownFolder = { path: '^src/', pathNot: `^src/${any(names)}/` };
const unknownFolder = (name, rule) => ({
  name,
  comment: 'Every file of src stands in a folder that scripts/import-table.json names.',
  severity: 'error',
  ...rule,
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...tableRules,
    // Three rules, because a file may import, be imported, or neither.
    unknownFolder('unknown-folder', { from: inUnknownFolder, to: {} }),
    unknownFolder('unknown-folder-imported', { from: {}, to: inUnknownFolder }),
    unknownFolder('unknown-folder-alone', { from: { ...inUnknownFolder, orphan: true }, to: {} }),
    {
      name: 'enter-by-index',
      comment: 'A folder of src is entered through its index.ts.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index[.]ts$', '^src/lang/expr/index[.]ts$'] },
    },
    {
      name: 'enter-by-index-outside',
      comment: 'Stacks are written against what the folders of src offer, not against their insides.',
      severity: 'error',
      from: { path: '^stacks/' },
      to: { path: '^src/', pathNot: '^src/[^/]+/index[.]ts$' },
    },
    {
      name: 'pure-packages',
      comment: 'Pure folders use no module of Node and only the packages listed in scripts/import-table.json.',
      severity: 'error',
      from: { path: `^src/${any(pure)}/` },
      to: { couldNotResolve: false, pathNot: ['^src/', `(?:^|/)node_modules/(?:@types/)?${any(purePackages)}/`] },
    },
    {
      name: 'stacks-are-a-leaf',
      comment: 'Stacks and CDKTF are loaded by one dynamic import in src/cli, so that nobody else pays for them.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: ['^stacks/', '(?:^|/)node_modules/(?:cdktf|constructs|@cdktf)/'] },
    },
    {
      name: 'stacks-load-late',
      comment: 'Stacks and CDKTF are loaded by one dynamic import in src/cli, so that nobody else pays for them.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: ['^stacks/', '(?:^|/)node_modules/(?:cdktf|constructs|@cdktf)/'], dynamic: false },
    },
    {
      name: 'src-stands-alone',
      comment: 'What ships does not reach into tests, benches or scripts.',
      severity: 'error',
      from: { path: '^(?:src|stacks)/' },
      to: { path: '^(?:test|bench|scripts|examples)/' },
    },
    {
      name: 'no-cycle',
      comment: 'Files that load each other in a circle depend on the order of loading. Types may refer to each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-dev-package',
      comment: 'What ships uses packages that are installed with it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
    {
      name: 'resolvable',
      comment: 'Every import leads to a file.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:node_modules|dist|build|coverage|test/conformance/(?:rollouts|workflows|lang))/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
    },
    skipAnalysisNotInRules: true,
  },
};
