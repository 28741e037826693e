import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { codes, type KnownCode } from '../../src/diagnostic/index.ts';
import { startFakeApi } from '../kube/fake-api.ts';
import { examples, type Example } from './examples.ts';

const page = join(import.meta.dirname, '../../docs/diagnostics.md');
const home = process.cwd();
const room = mkdtempSync(join(tmpdir(), 'sluice-docs-'));
const shown = new Map<string, string>();

beforeAll(async () => {
  for (const [code, example] of Object.entries(examples)) {
    shown.set(code, await shownBy(code, example).catch((error: unknown) => String(error)));
  }
});
afterAll(() => {
  process.chdir(home);
  rmSync(room, { recursive: true, force: true });
});

/** The diagnostic of a code as the command line of its example prints it. */
async function shownBy(code: string, { files, line, environment = {}, api: answer }: Example): Promise<string> {
  const place = join(room, code);
  mkdirSync(place);
  process.chdir(place);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    if (content === '=repository') startRepository();
    else if (typeof content === 'string' && content.startsWith('->')) symlinkSync(content.slice(2), path);
    else writeFileSync(path, content);
  }
  const api = answer && (await startFakeApi(answer));
  if (api) writeFileSync('kube.yaml', api.kubeconfig);
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const stdin = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array());
  await runCommandLine(line.split(' '), { commands, program: 'sluice', environment, terminal: { out: write, err: write, color: false, errColor: false, width: 100, isInteractive: false, stdin } });
  await api?.close();
  const blocks = text.split(/^(?=(?:\S+:\d+:\d+ )?(?:error|warning|note) SLU\d{3} )/m);
  const block = blocks.find((one) => new RegExp(`^(?:\\S+ )?${codes[code as KnownCode].severity} ${code} `).test(one));
  // What belongs to the diagnostic is indented or marked with a line's number.
  const lines = (block ?? `${code} is not given by: sluice ${line}`).split('\n');
  const end = lines.findIndex((one, index) => index > 0 && !/^ /.test(one));
  return lines.slice(0, end === -1 ? undefined : end).filter((one) => !one.startsWith('  See sluice ')).join('\n').trimEnd();
}

function callOf({ line, environment = {} }: Example): string {
  return [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), 'sluice', line].join(' ');
}

function startRepository(): void {
  const git = (...args: readonly string[]): void => void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.test', '-c', 'commit.gpgsign=false', ...args], { stdio: 'ignore' });
  git('init', '-q', '-b', 'main');
  git('commit', '-q', '--allow-empty', '-m', 'first');
}

const hundreds: Readonly<Record<string, string>> = {
  1: 'Text and YAML',
  2: 'Manifests and what they refer to',
  3: 'Schema',
  4: 'Plans and scenarios',
  5: 'Options, files and clusters',
};
const meaning: Readonly<Record<string, string>> = { error: 'An error', warning: 'A warning', note: 'A note' };

function wholePage(): string {
  let text = `# Diagnostics

All that sluice can say of manifests, plans and command lines, with an example of each: the place, the severity, the code, what is wrong, why, and how
to mend it. An error stops a command with exit code 1; \`sluice lint --strict\` does so for warnings, too; a note only tells. Codes are never used again.

<!-- Written by test/diagnostic-docs from what sluice prints: SLUICE_WRITE_DOCS=1 npx vitest run test/diagnostic-docs -->
`;
  let hundred = '';
  for (const [code, { severity, title }] of Object.entries(codes)) {
    if (code[3] !== hundred) {
      hundred = code[3] ?? '';
      text += `\n## ${hundred}xx: ${hundreds[hundred] ?? ''}\n`;
    }
    text += `\n### ${code}: ${title}\n\n${meaning[severity] ?? ''}, as in \`${callOf(examples[code as KnownCode])}\`:\n\n\`\`\`text\n${shown.get(code) ?? ''}\n\`\`\`\n`;
  }
  return text;
}

test.each(Object.keys(codes))('%s is given by its example', (code) => {
  expect(shown.get(code)).toMatch(new RegExp(`^(?:\\S+ )?(?:error|warning|note) ${code} `));
});

test('docs/diagnostics.md shows every code as sluice prints it', () => {
  if (process.env['SLUICE_WRITE_DOCS'] === '1') writeFileSync(page, wholePage());
  expect(readFileSync(page, 'utf8')).toBe(wholePage());
});
