import { defineCommand } from './command.ts';
import { countOf, hasErrors, renderDiagnostics, summaryOf } from './diagnostics.ts';
import { exitCode } from './exit-code.ts';
import { loadManifests, type Loaded } from './load.ts';
import { sarifOf } from './sarif.ts';
import { pathsToRead, synthOption } from './synth-app.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

export const command = defineCommand({
  args: 'PATH...',
  fewestArgs: 1,
  mostArgs: null,
  description: 'Checks manifests: their YAML, their fields against the schemas of their kinds, and what no schema can say,\nsuch as references, routes, selectors and weights. A PATH is a file, a folder with all below it, or - for standard input.',
  options: [
    { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json', 'sarif'], summary: 'How to show what is found' },
    { name: 'namespace', short: 'n', value: 'NAME', summary: 'Namespace of objects that name none (default)' },
    synthOption,
    { name: 'strict', summary: 'Warnings end in exit code 1, too' },
  ],
  examples: [
    { line: 'lint deploy/', says: 'Checks every manifest in a folder and below.' },
    { line: 'lint --strict web.yaml services.yaml', says: 'Lets a pipeline fail on warnings.' },
    { line: 'lint -o sarif deploy/ > lint.sarif', says: 'Writes a report that code hosts show beside the lines.' },
    { line: 'lint - < web.yaml', says: 'Checks standard input.' },
  ],
  async run({ args: named, options, terminal }) {
    const args = await pathsToRead(named, options, terminal);
    if (args === null) return exitCode.error;
    const loaded = await loadManifests(args, { namespace: options.namespace ?? 'default', stdin: () => terminal.stdin() });
    terminal.out(report(loaded, options.output ?? 'text', terminal));
    const failed = hasErrors(loaded.diagnostics) || (options.strict && countOf(loaded.diagnostics, 'warning') > 0);
    return failed ? exitCode.error : exitCode.success;
  },
});

function report({ diagnostics, files, textOf }: Loaded, format: 'text' | 'json' | 'sarif', terminal: Terminal): string {
  switch (format) {
    case 'text': {
      const found = renderDiagnostics(diagnostics, textOf, terminal);
      return `${found}${found === '' ? '' : '\n'}${summaryOf(diagnostics, files.length)}\n`;
    }
    case 'json': {
      const counts = { errors: countOf(diagnostics, 'error'), warnings: countOf(diagnostics, 'warning'), notes: countOf(diagnostics, 'note') };
      return `${JSON.stringify({ formatVersion: '1.0', tool: { name: 'sluice', version }, files, counts, diagnostics }, null, 2)}\n`;
    }
    case 'sarif':
      return `${JSON.stringify(sarifOf(diagnostics, files), null, 2)}\n`;
  }
}
