import { expect, test } from 'vitest';
import { appliedFolder, onEmbedded, run, start, type Running } from './sluice-process.ts';

interface Waiting {
  readonly kind: string;
  readonly for: string;
  readonly at: number;
  readonly until: number;
}

function timerOf(apply: Running): Waiting {
  const events = apply.out().trim().split('\n').map((line) => JSON.parse(line) as Waiting);
  const found = events.find((event) => event.kind === 'waiting' && event.for === 'timer');
  if (!found) throw new Error(apply.out());
  return found;
}

test('a timed pause goes on where a killed process left it, with the time already spent', async () => {
  const folder = await appliedFolder({ replicas: 2, steps: ['setWeight: 50', 'pause: {duration: 60s}'] });
  const args = ['apply', 'v2.yaml', ...onEmbedded, '--speed', '20', '-o', 'json'];
  const first = start(folder, ...args);
  await first.says('"for":"timer"');
  await new Promise((resolve) => setTimeout(resolve, 300));
  first.signal('SIGKILL');
  await first.ended;

  const second = start(folder, ...args);
  expect(await second.ended).toBe(0);
  const [before, after] = [timerOf(first), timerOf(second)];
  expect(after.until).toBe(before.until);
  expect(after.at).toBeGreaterThan(before.at);
  const promoted = JSON.parse((await run(folder, 'history', 'web', '-o', 'json')).out) as { readonly history: readonly { readonly at: number; readonly kind: string }[] };
  const reached = promoted.history.filter(({ kind }) => kind === 'reached').map(({ at }) => at);
  expect(reached).toHaveLength(3);
  expect((reached[2] ?? 0) - (reached[1] ?? 0)).toBeGreaterThanOrEqual(60_000);
  expect(reached[2]).toBeGreaterThanOrEqual(before.until);
});

test('Ctrl-C once keeps the state, says how to go on, and the next apply goes on', async () => {
  const folder = await appliedFolder({ replicas: 2, steps: ['setWeight: 50', 'pause: {duration: 1h}'] });
  const first = start(folder, 'apply', 'v2.yaml', ...onEmbedded);
  await first.says('pause of step 2');
  first.signal('SIGINT');
  expect(await first.ended).toBe(3);
  expect(first.err()).toContain('default/Rollout/web was stopped. Its state is kept: the same sluice apply goes on from there.\n');

  const second = start(folder, 'apply', 'v2.yaml', ...onEmbedded);
  await second.says('1 stage to go');
  await second.says('pause of step 2');
  expect((await run(folder, 'promote', 'web')).code).toBe(0);
  expect(await second.ended).toBe(0);
});
