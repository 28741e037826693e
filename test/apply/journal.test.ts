import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/model/index.ts';
import type { RunState } from '../../src/run/index.ts';
import { bundled, startChild, type Child } from '../contract/child-process.ts';
import { blueGreenText, rolloutText } from './rollout-text.ts';

const child = bundled(join(import.meta.dirname, 'journal-child.ts'));
const examples = join(import.meta.dirname, '../../examples');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-journal-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly points: number;
  readonly endings: readonly (readonly [string, { readonly kind: string; readonly outcome?: string }])[];
  readonly objects: readonly KubeObject[];
  readonly runs: Readonly<Record<string, RunState>>;
}

interface Change {
  readonly before: string;
  readonly after: string;
  readonly scenario: string;
  readonly pauses: 'promote' | 'abort';
  readonly outcome: 'Healthy' | 'Degraded';
}

const spark = { before: join(examples, 'spark-canary-previous'), after: join(examples, 'spark-canary'), pauses: 'promote' } as const;
const scenarioOf = (name: string): string => join(examples, 'spark-canary', `${name}.scenario.yaml`);
const written = (name: string, text: string): string => {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, text);
  return path;
};
const several = (image: string): string =>
  ['web', 'api'].map((name, index) => rolloutText({ name, image, replicas: 2 + index, steps: ['setWeight: 50', 'pause: {}'], services: true, roles: index === 0 })).join('\n---\n');
const blueGreen = (image: string): string => blueGreenText({ name: 'web', image, replicas: 2 });
// In turn: beside a scale-down delay, which moves the clock, the times of the others would be of chance.
const inTurn = (image: string): string =>
  [
    rolloutText({ name: 'web', image, replicas: 2, steps: ['setWeight: 50', 'pause: {}'], roles: true }),
    after('web', blueGreenText({ name: 'green', image, replicas: 2 })),
    after('green', rolloutText({ name: 'api', image, replicas: 1, steps: ['pause: {}'] })),
  ].join('\n---\n');
const after = (name: string, text: string): string => text.replace('metadata:', `metadata:\n  annotations: {sluice.dev/depends-on: ${name}}`);
const held = (image: string): string => rolloutText({ name: 'web', image, replicas: 3, steps: ['setWeight: 40', 'pause: {}', 'setWeight: 80', 'pause: {}'], services: true, roles: true });

const changes: readonly (readonly [string, () => Change])[] = [
  ['the canary with analysis', () => ({ ...spark, scenario: scenarioOf('healthy'), outcome: 'Healthy' })],
  ['an abort by a metric', () => ({ ...spark, scenario: scenarioOf('failing'), outcome: 'Degraded' })],
  ['several rollouts side by side', () => ({ before: written('several-1', several('app:1')), after: written('several-2', several('app:2')), scenario: '', pauses: 'promote', outcome: 'Healthy' })],
  ['a blue-green rollout', () => ({ before: written('blue-green-1', blueGreen('app:1')), after: written('blue-green-2', blueGreen('app:2')), scenario: '', pauses: 'promote', outcome: 'Healthy' })],
  ['several programs in turn, a blue-green among them', () => ({ before: written('turns-1', inTurn('app:1')), after: written('turns-2', inTurn('app:2')), scenario: '', pauses: 'promote', outcome: 'Healthy' })],
  ['an abort by a person in another terminal', () => ({ before: written('held-1', held('app:1')), after: written('held-2', held('app:2')), scenario: '', pauses: 'abort', outcome: 'Degraded' })],
];

/** Applies in a process that dies at a point. */
async function applyAndDie(at: string, { after, scenario, pauses }: Change, point: number): Promise<void> {
  const process = startChild(child, [at, after, scenario, String(point), pauses]);
  expect(await process.ended, `killed at point ${point}`).toBeNull();
}

/** Applies in a process that lives, and has seen nothing but what is in the files. */
async function apply(living: Child, at: string, path: string, { scenario, pauses }: Change): Promise<Told> {
  living.send(JSON.stringify([at, path, scenario, '0', pauses]));
  return JSON.parse(await living.next()) as Told;
}

/**
 * What must be the same. Programs side by side take turns in an order of chance, so that which object has which number is left out; the highest version
 * tells how many changes the cluster has seen, and generations of which objects.
 */
function looksOf({ endings, objects, runs }: Told) {
  const changes = Math.max(...objects.map(({ metadata }) => Number(metadata.resourceVersion)));
  const plain = objects.map(({ metadata: { uid: _uid, resourceVersion: _version, ownerReferences: owners, ...metadata }, ...rest }) => ({
    ...rest,
    metadata: { ...metadata, owners: owners?.map(({ name }) => name) },
  }));
  return { endings, changes, objects: plain.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)), runs };
}

function nameOf({ kind, metadata }: { readonly kind: string; readonly metadata: { readonly name: string } }): string {
  return `${kind}/${metadata.name}`;
}

describe('a process killed at each write', () => {
  test.each(changes)('of %s: the next goes on, and all is as if it had never died', async (name, make) => {
    const change = make();
    const base = join(folder, name);
    mkdirSync(base);
    const living = [startChild(child, ['serve']), startChild(child, ['serve'])] as const;
    await apply(living[0], base, change.before, { ...change, scenario: scenarioOf('healthy'), pauses: 'promote' });
    const room = (point: number): string => {
      const copy = join(folder, `${name} ${point}`);
      cpSync(base, copy, { recursive: true });
      return copy;
    };
    const whole = await apply(living[0], room(0), change.after, change);
    expect(whole.endings.map(([, ending]) => ending.outcome)).toEqual(whole.endings.map(() => change.outcome));

    const tryAt = async (point: number, next: Child): Promise<void> => {
      const at = room(point);
      await applyAndDie(at, change, point);
      expect(looksOf(await apply(next, at, change.after, change)), `killed at point ${point} of ${whole.points}`).toEqual(looksOf(whole));
    };
    let point = 0;
    const lane = async (next: Child): Promise<void> => {
      while (point < whole.points) await tryAt(++point, next);
    };
    await Promise.all(living.map(lane));
    await Promise.all(living.map((process) => process.kill()));
  });
});
