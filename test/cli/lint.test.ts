import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sluice as run } from './in-process.ts';

const home = process.cwd();
const room = mkdtempSync(join(tmpdir(), 'sluice-lint-'));
const rollout = (weight: number): string => `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "web:1" }] }
  replicas: 10
  strategy:
    canary:
      canaryService: web-canary
      steps:
      - setWeight: ${weight}
      - pause: {}
`;
const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: web-canary }\nspec: { selector: { app: web } }\n';

beforeAll(() => {
  process.chdir(room);
  mkdirSync('deploy');
  writeFileSync('bad.yaml', rollout(130));
  writeFileSync('deploy/good.yaml', rollout(20));
  writeFileSync('deploy/service.yaml', service);
  writeFileSync('odd name.yaml', 'a: "b\n');
});
afterAll(() => {
  process.chdir(home);
  rmSync(room, { recursive: true, force: true });
});

describe('lint', () => {
  test('shows what is found, and counts it', async () => {
    const { code, out, err } = await run(['lint', 'bad.yaml']);
    expect(out).toBe(`bad.yaml:12:22 warning SLU205 reference leads out of these manifests
   12 |       canaryService: web-canary
      |                      ^^^^^^^^^^
  canaryService names the Service web-canary, which is not among these manifests in namespace
  default. It may exist in the cluster; if it should stand here, add its file to the command or
  correct the name.

bad.yaml:14:20 error SLU203 weight is out of range
   14 |       - setWeight: 130
      |                    ^^^
  A weight is a percentage, from 0 to 100, and this one is 130. Write a weight within.

bad.yaml:15:9 note SLU209 pause waits for a person
   15 |       - pause: {}
      |         ^^^^^
  This pause has no duration: the rollout waits here until a person promotes it. Add a duration if
  it is to go on by itself.

1 error, 1 warning, 1 note in 1 file
`);
    expect([code, err]).toEqual([1, '']);
  });

  test.each([
    { name: 'notes end in 0', line: ['deploy'], code: 0, last: '1 note in 2 files' },
    { name: 'warnings end in 0', line: ['deploy/good.yaml'], code: 0, last: '1 warning, 1 note in 1 file' },
    { name: 'strict warnings end in 1', line: ['--strict', 'deploy/good.yaml'], code: 1, last: '1 warning, 1 note in 1 file' },
    { name: 'strict notes end in 0', line: ['deploy', '--strict'], code: 0, last: '1 note in 2 files' },
    { name: 'no file ends in 1', line: ['gone.yaml'], code: 1, last: '1 error in 0 files' },
    { name: 'nothing found ends in 0', line: ['deploy/service.yaml'], code: 0, last: 'No problems in 1 file' },
    { name: 'another namespace', line: ['-n', 'team', 'deploy'], code: 0, last: '1 note in 2 files' },
  ])('$name', async ({ line, code, last }) => {
    const ran = await run(['lint', ...line]);
    expect([ran.code, ran.out.trimEnd().split('\n').at(-1)]).toEqual([code, last]);
  });

  test('reads standard input', async () => {
    const { code, out } = await run(['lint', '-', 'deploy/service.yaml'], { stdin: rollout(101) });
    expect([code, out.split('\n')[0]]).toEqual([1, '<stdin>:14:20 error SLU203 weight is out of range']);
  });

  test('fills in the namespace that is given', async () => {
    const { out } = await run(['lint', '--namespace=team', 'deploy/good.yaml']);
    expect(out).toContain('not among these manifests in namespace team.');
  });

  test('colours on a terminal, unless told otherwise', async () => {
    const coloured = await run(['lint', 'bad.yaml'], { color: true });
    const plain = await run(['lint', '--no-color', 'bad.yaml'], { color: true });
    expect(coloured.out).toContain('\u001b[31merror\u001b[39m');
    expect(plain.out).not.toContain('\u001b');
  });

  test('gives data as JSON', async () => {
    const { code, out } = await run(['lint', '-o', 'json', 'bad.yaml']);
    const report = JSON.parse(out) as { readonly diagnostics: readonly unknown[] } & Record<string, unknown>;
    expect(code).toBe(1);
    expect(report).toMatchObject({ formatVersion: '1.0', tool: { name: 'sluice' }, files: ['bad.yaml'], counts: { errors: 1, warnings: 1, notes: 1 } });
    expect(report.diagnostics[1]).toEqual({
      code: 'SLU203',
      severity: 'error',
      summary: 'weight is out of range',
      detail: 'A weight is a percentage, from 0 to 100, and this one is 130. Write a weight within.',
      span: { file: 'bad.yaml', start: { line: 14, column: 20, offset: 331 }, end: { line: 14, column: 23, offset: 334 } },
    });
  });
});

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
    readonly artifacts: readonly { readonly location: { readonly uri: string } }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: Readonly<Record<string, number>> } }[];
    }[];
  }[];
}

describe('lint -o sarif', () => {
  test('has what SARIF 2.1.0 requires', async () => {
    const log = JSON.parse((await run(['lint', '-o', 'sarif', 'bad.yaml', 'odd name.yaml', 'gone.yaml'])).out) as Sarif;
    const [only] = log.runs;
    expect([log.version, log.runs.length, only?.tool.driver.name]).toEqual(['2.1.0', 1, 'sluice']);
    const results = only?.results ?? [];
    expect(results.map(({ ruleId, level }) => `${level} ${ruleId}`)).toEqual(['warning SLU205', 'error SLU203', 'note SLU209', 'error SLU118', 'error SLU501']);
    for (const { ruleId, ruleIndex, message, locations } of results) {
      expect(only?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(message.text).not.toBe('');
      for (const { physicalLocation } of locations) {
        const { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 } = physicalLocation.region;
        expect([startLine, startColumn].every((place) => Number.isInteger(place) && place >= 1)).toBe(true);
        expect(endLine > startLine || (endLine === startLine && endColumn >= startColumn)).toBe(true);
      }
    }
  });

  test('writes paths as URIs, and none where there is no place', async () => {
    const log = JSON.parse((await run(['lint', '-o', 'sarif', './odd name.yaml', 'gone.yaml'])).out) as Sarif;
    expect(log.runs[0]?.artifacts).toEqual([{ location: { uri: 'odd%20name.yaml' } }]);
    expect(log.runs[0]?.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri)).toEqual(['odd%20name.yaml', undefined]);
  });
});
