import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { version } from '../../src/cli/version.ts';
import { sluice as run } from './in-process.ts';

const root = join(import.meta.dirname, '../..');

describe('a command line', () => {
  test.each([['--version'], ['-V']])('%s gives the version of the package', async (option) => {
    const { version: published } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
    expect(await run([option])).toEqual({ code: 0, out: `${published}\n`, err: '' });
    expect(version).toBe(published);
  });

  test.each([{ line: [] }, { line: ['--help'] }, { line: ['-h'] }, { line: ['help'] }])('$line shows every command', async ({ line }) => {
    const { code, out } = await run(line);
    expect(code).toBe(0);
    for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
  });

  test.each(commands.map(({ name }) => name))('%s has a help with options and examples that it takes', async (name) => {
    const { code, out } = await run([name, '--help']);
    expect(code).toBe(0);
    expect(await run(['help', name])).toEqual({ code, out, err: '' });
    expect(out).toContain(`Usage: sluice ${name} `);
    expect(out).toMatch(new RegExp(`^Examples:\n  sluice ${name}\\b`, 'm'));
  });

});

const says = async (...line: readonly string[]): Promise<readonly string[]> => {
  const { code, out, err } = await run(line);
  expect([code, out]).toEqual([1, '']);
  return err.trimEnd().split('\n').map((text) => text.trim());
};

describe('trouble with a command line', () => {
  test.each([
    { line: ['lnit', 'a.yaml'], expected: ['error SLU510 no such command', 'There is no command lnit. Did you mean lint?', 'See sluice --help.'] },
    { line: ['--strict'], expected: ['error SLU510 no such command', 'There is no option --strict before a command.', 'See sluice --help.'] },
    { line: ['lint', '--stict', 'a'], expected: ['error SLU511 no such option', 'There is no option --stict. Did you mean --strict?', 'See sluice lint --help.'] },
    { line: ['lint', '-x', 'a'], expected: ['error SLU511 no such option', 'There is no option -x.', 'See sluice lint --help.'] },
    { line: ['lint', '--output=yaml', 'a'], expected: ['error SLU512 value does not fit the option', '--output is one of text, json, sarif, and yaml is none.', 'See sluice lint --help.'] },
    { line: ['lint', 'a', '-o'], expected: ['error SLU512 value does not fit the option', '-o needs a value: -o FORMAT.', 'See sluice lint --help.'] },
    { line: ['lint', 'a', '-n', '--strict'], expected: ['error SLU512 value does not fit the option', '-n needs a value: -n NAME.', 'See sluice lint --help.'] },
    { line: ['lint', 'a', '--strict=no'], expected: ['error SLU512 value does not fit the option', '--strict is a switch and takes no value.', 'See sluice lint --help.'] },
    { line: ['lint'], expected: ['error SLU513 command line is not complete', 'Too little is given: PATH... is missing.', 'See sluice lint --help.'] },
  ])('$line', async ({ line, expected }) => {
    expect(await says(...line)).toEqual(expected);
  });

  test('behind -- everything is a path', async () => {
    const { out } = await run(['lint', '--', '--strict']);
    expect(out).toContain('--strict does not exist.');
  });
});

describe('the program', () => {
  /** Runs it as a process of its own; with `close`, nobody reads what it writes. */
  const started = (line: readonly string[], { close = false, name = 'src/cli/main.ts' } = {}): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, ['--import', 'tsx', name, ...line], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString()));
      if (close) child.stdout.destroy();
      child.on('close', (code) => resolve({ code, out, err }));
    });

  test('ends in peace when its reader has gone', async () => {
    const room = mkdtempSync(join(tmpdir(), 'sluice-pipe-'));
    writeFileSync(join(room, 'many.yaml'), Array.from({ length: 3000 }, (_, index) => `apiVersion: argoproj.io/v1alpha1\nkind: Rolout\nmetadata: { name: web-${index} }\n`).join('---\n'));
    expect(await started(['lint', join(room, 'many.yaml')], { close: true })).toEqual({ code: 0, out: '', err: '' });
    rmSync(room, { recursive: true });
  });

  test('is a plugin of kubectl under another name', async () => {
    const room = mkdtempSync(join(tmpdir(), 'sluice-plugin-'));
    const link = join(room, 'kubectl-sluice');
    symlinkSync(join(root, 'src/cli/main.ts'), link);
    writeFileSync(join(room, 'start.mjs'), `process.argv[1] = ${JSON.stringify(link)};\nawait import(${JSON.stringify(join(root, 'src/cli/main.ts'))});\n`);
    const { out } = await started(['lint', '--help'], { name: join(room, 'start.mjs') });
    expect(out).toContain('Usage: kubectl sluice lint PATH...');
    rmSync(room, { recursive: true });
  });
});
