import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './harness.ts';

/** What one run of a program used: processor time of user and system, time on the wall, and the most memory it held. */
export interface Usage {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
}

const PEAK = join(import.meta.dirname, 'report-usage.cjs');

/**
 * Runs Node with the arguments, several times after one run that warms the file cache, and gives the medians.
 *
 * The figures come from the process itself at its end, as Node can't ask the system for a child's.
 *
 * @param room a folder for the report, and the working directory
 * @param before is done before each run, and not measured
 * @param exits codes that a run may end with
 * @throws when a run ends otherwise
 */
export async function usageOf(room: string, args: readonly string[], times = 7, before: () => void = () => {}, exits: readonly number[] = [0]): Promise<Usage> {
  const runs: Usage[] = [];
  for (let i = 0; i <= times; i++) {
    before();
    runs.push(await usageOnce(room, args, exits));
  }
  const [, ...warm] = runs;
  const of = (key: keyof Usage): number => median(warm.map((usage) => usage[key]));
  return { cpuMs: of('cpuMs'), wallMs: of('wallMs'), peakMb: of('peakMb') };
}

/** Runs Node with the arguments once, for what can't be done twice. @throws when it ends with another code */
export async function usageOnce(room: string, args: readonly string[], exits: readonly number[] = [0]): Promise<Usage> {
  const report = join(room, 'usage.json');
  const start = performance.now();
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, ['--require', PEAK, ...args], {
      cwd: room,
      env: { ...process.env, SLUICE_BENCH_REPORT: report, NO_COLOR: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== null && exits.includes(code)) resolve();
      else reject(new Error(`exit ${code ?? 'by a signal'}: ${complaint.split('\n').find((line) => /error/i.test(line)) ?? 'no message'}`));
    });
  });
  const wallMs = performance.now() - start;
  const used = JSON.parse(readFileSync(report, 'utf8')) as { userCPUTime: number; systemCPUTime: number; maxRSS: number };
  return { cpuMs: (used.userCPUTime + used.systemCPUTime) / 1000, wallMs, peakMb: used.maxRSS / 1024 };
}
