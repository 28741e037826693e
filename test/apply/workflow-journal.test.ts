import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/model/index.ts';
import type { WorkflowRunState } from '../../src/run/index.ts';
import { bundled, startChild, type Child } from '../contract/child-process.ts';
import { stepsText } from './workflow-text.ts';

const child = bundled(join(import.meta.dirname, 'workflow-journal-child.ts'));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-workflow-journal-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly points: number;
  readonly endings: readonly (readonly [string, { readonly outcome?: string }])[];
  readonly objects: readonly KubeObject[];
  readonly runs: Readonly<Record<string, WorkflowRunState>>;
}

interface Carried {
  readonly text: string;
  readonly scenario?: string;
  readonly outcome: 'Succeeded' | 'Failed';
}

const fanOut = `- name: all
  parallelism: 2
  dag:
    tasks:
      - {name: gen, template: gen}
      - {name: each, template: one, dependencies: [gen], withParam: "{{tasks.gen.outputs.result}}", arguments: {parameters: [{name: i, value: "{{item}}"}]}}
- {name: gen, container: {image: "busybox:local", command: [gen]}}
- {name: one, inputs: {parameters: [{name: i}]}, container: {image: "busybox:local", command: [one, "{{inputs.parameters.i}}"]}}`;
const retried = '- {name: flaky, retryStrategy: {limit: 3, backoff: {duration: 10s}}, container: {image: "busybox:local", command: [flaky]}}';
const gate = '- {name: gate, suspend: {}}';

const cases: readonly (readonly [string, Carried])[] = [
  ['steps with an exit handler after a failure', { text: stepsText('w', ['a', 'b'], { spec: 'onExit: c', templates: '- {name: c, container: {image: "busybox:local", command: [c]}}' }), scenario: 'steps: [{template: b, exitCode: 1}]', outcome: 'Failed' }],
  ['a fan-out over what a step printed', { text: stepsText('w', ['all'], { templates: fanOut }), scenario: `steps: [{template: gen, result: '["a","b"]'}]`, outcome: 'Succeeded' }],
  ['retries with a wait between', { text: stepsText('w', ['flaky'], { templates: retried }), scenario: 'steps: [{template: flaky, exitCode: [1, 1, 0]}]', outcome: 'Succeeded' }],
  ['a suspension that is resumed from another terminal', { text: stepsText('w', ['a', 'gate', 'b'], { templates: gate }), outcome: 'Succeeded' }],
  ['pods that are deleted when they have ended', { text: stepsText('w', ['a', 'b'], { spec: 'podGC: {strategy: OnPodCompletion}' }), outcome: 'Succeeded' }],
  ['a deadline', { text: stepsText('w', ['a', 'b'], { spec: 'activeDeadlineSeconds: 5' }), scenario: 'steps: [{template: b, seconds: 60}]', outcome: 'Failed' }],
];

/** Carries it out in a process that lives, and has seen nothing but what is in the files. */
async function carry(living: Child, at: string, path: string, scenario: string): Promise<Told> {
  living.send(JSON.stringify([at, path, scenario, '0']));
  return JSON.parse(await living.next()) as Told;
}

describe('a process that carries a Workflow out, killed at each write', () => {
  test.each(cases)('%s: the next goes on, and all is as if it had never died', async (name, { text, scenario = '', outcome }) => {
    const path = join(folder, `${name}.yaml`);
    writeFileSync(path, text);
    const room = (point: number): string => {
      const at = join(folder, `${name} ${point}`);
      mkdirSync(at);
      return at;
    };
    const living = [startChild(child, ['serve']), startChild(child, ['serve'])] as const;
    const whole = await carry(living[0], room(0), path, scenario);
    expect(whole.endings.map(([, ending]) => ending.outcome)).toEqual([outcome]);
    expect(whole.points).toBeGreaterThan(4);
    let point = 0;
    const lane = async (next: Child): Promise<void> => {
      while (point < whole.points) {
        const here = ++point;
        const at = room(here);
        expect(await startChild(child, [at, path, scenario, String(here)]).ended, `killed at point ${here}`).toBeNull();
        expect({ ...(await carry(next, at, path, scenario)), points: whole.points }, `killed at point ${here} of ${whole.points}`).toEqual(whole);
      }
    };
    await Promise.all(living.map(lane));
    await Promise.all(living.map((process) => process.kill()));
  });
});
