import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sluice, type Ran } from '../cli/in-process.ts';
import { rolloutText } from '../render/plans.ts';
import { terraformDouble } from './terraform-double.ts';

let room = '';
let double: ReturnType<typeof terraformDouble>;
let server: Server;
/** What the metrics' source answers. */
let answers: readonly number[] = [1];
let asked = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    // It is an API server without Argo's kinds, too.
    if (request.url?.startsWith('/apis') === true) {
      response.writeHead(404).end(JSON.stringify({ kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 }));
      return;
    }
    const value = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ value }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => server.close());
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'sluice-engine-'));
  double = terraformDouble(room);
  [answers, asked] = [[1], 0];
  const cluster = { name: 'test', cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'insecure-skip-tls-verify': true } };
  writeFileSync(join(room, 'kubeconfig'), JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [cluster], users: [{ name: 'test', user: {} }], contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }], 'current-context': 'test' }));
});
afterEach(() => rmSync(room, { recursive: true, force: true }));

const file = (name: string, ...documents: readonly string[]): string => {
  writeFileSync(join(room, name), documents.join('\n---\n'));
  return join(room, name);
};
const check = (metric: object = {}): string =>
  JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name: 'check' },
    spec: { metrics: [{ name: 'value', successCondition: 'result == 1', failureCondition: 'result == 0', provider: { web: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, jsonPath: '{$.value}' } }, ...metric }] },
  });
const web = (image: string, steps: readonly unknown[], canary: object = {}): string => rolloutText({ image, steps, replicas: 4, canary: { maxSurge: 0, maxUnavailable: 1, ...canary } });
const apply = (path: string, ...options: readonly string[]): Promise<Ran> =>
  sluice(['apply', path, '--engine', 'terraform', '--terraform-bin', double.bin, '--kubeconfig', join(room, 'kubeconfig'), '--auto-approve', '--out', join(room, 'tf'), ...options]);
const applied = (): readonly string[] => (existsSync(double.log) ? readFileSync(double.log, 'utf8').trim().split('\n') : []).map((line) => line.replace('default_Rollout_web_', ''));
/** Applies a first version, and gives the plan of the second. */
async function updated(steps: readonly unknown[], ...beside: readonly string[]): Promise<string> {
  const before = file('v1.yaml', web('web:1', steps), ...beside);
  expect(await apply(before)).toMatchObject({ code: 0 });
  rmSync(double.log);
  const after = file('v2.yaml', web('web:2', steps), ...beside);
  expect(await sluice(['plan', after, '--from', before, '--out', join(room, 'v2.plan')])).toMatchObject({ code: 0 });
  return join(room, 'v2.plan');
}

const analysis = { analysis: { templates: [{ templateName: 'check' }] } };

describe('apply --engine terraform', { timeout: 300_000 }, () => {
  test('applies each stage in turn, and shows what Terraform will do in the form of stages', async () => {
    const plan = await updated([{ setWeight: 25 }, { pause: { duration: '1s' } }]);
    const { code, out } = await apply(plan);
    expect(code).toBe(0);
    expect(applied()).toEqual(['0-before ReplicaSet=4', '1-setWeight-25 ReplicaSet=1 ReplicaSet=3', '2-promote ReplicaSet=0 ReplicaSet=4']);
    expect(out).toMatch(/Terraform, default_Rollout_web_0-before\n.*= ReplicaSet web-\w+ is there already\n/);
    expect(out).toMatch(/Terraform, default_Rollout_web_1-setWeight-25\n.*~ ReplicaSet web-\w+ spec\.replicas: 4 -> 3\n.*\+ ReplicaSet web-\w+\n/);
    expect(out).toMatch(/waits: pause of step 2, .*\n.*Terraform, default_Rollout_web_2-promote/s);
  });

  test('measures an analysis between stages, and goes on when it passes', async () => {
    const plan = await updated([{ setWeight: 25 }, analysis], check());
    const { code, out } = await apply(plan);
    expect(code).toBe(0);
    expect(asked).toBe(1);
    expect(out).toContain('measured value: 1, Successful');
    expect(applied().at(-1)).toBe('2-promote ReplicaSet=0 ReplicaSet=4');
  });

  test('goes back when it fails', async () => {
    const plan = await updated([{ setWeight: 25 }, analysis], check());
    answers = [0];
    const { code, out, err } = await apply(plan);
    expect(code).toBe(4);
    expect(out).toContain('measured value: 0, Failed');
    expect(applied()).toEqual(['0-before ReplicaSet=4', '1-setWeight-25 ReplicaSet=1 ReplicaSet=3', '0-before ReplicaSet=4']);
    expect(err).toMatch(/default\/Rollout\/web ended Degraded: .*metric value assessed Failed/);
  });

  test('measures in the background of later stages, and goes back from any of them', async () => {
    const steps = [{ setWeight: 25 }, { pause: { duration: '1s' } }, { setWeight: 50 }, { pause: { duration: '30s' } }];
    const before = file('v1.yaml', web('web:1', steps), check());
    expect(await apply(before)).toMatchObject({ code: 0 });
    rmSync(double.log);
    answers = [1, 0];
    const after = file('v2.yaml', web('web:2', steps, { analysis: { templates: [{ templateName: 'check' }], startingStep: 1 } }), check({ interval: '2s', count: 5 }));
    expect(await sluice(['plan', after, '--from', before, '--out', join(room, 'v2.plan')])).toMatchObject({ code: 0 });
    const { code } = await apply(join(room, 'v2.plan'));
    expect(code).toBe(4);
    expect(applied()).toEqual(['0-before ReplicaSet=4', '1-setWeight-25 ReplicaSet=1 ReplicaSet=3', '2-setWeight-50 ReplicaSet=2 ReplicaSet=2', '0-before ReplicaSet=4']);
  });

  test('waits for a person at a pause, and goes on from there', async () => {
    const plan = await updated([{ setWeight: 25 }, { pause: {} }]);
    const first = await apply(plan);
    expect([first.code, applied().length]).toEqual([3, 2]);
    expect(first.err).toContain('waits for a person');
    expect((await apply(plan)).code).toBe(3);
    expect(applied().length).toBe(2);
    expect((await apply(plan, '--approve-pauses')).code).toBe(0);
    expect(applied().at(-1)).toBe('2-promote ReplicaSet=0 ReplicaSet=4');
    expect((await apply(plan)).code).toBe(0);
    expect(applied().length).toBe(3);
  });

  test('halts at an inconclusive analysis, as without Terraform', async () => {
    const plan = await updated([{ setWeight: 25 }, analysis], check());
    answers = [2];
    const { code, out, err } = await apply(plan, '--approve-pauses');
    expect(code).toBe(1);
    expect(err).toMatch(/halted: stage setWeight 25, .*value 2 Inconclusive/);
    expect(out).toContain('measured value: 2, Inconclusive');
    expect(applied().at(-1)).toBe('1-setWeight-25 ReplicaSet=1 ReplicaSet=3');
  });

  test('plans manifests from what Terraform made before', async () => {
    const steps = [{ setWeight: 25 }, { pause: { duration: '1s' } }];
    expect(await apply(file('v1.yaml', web('web:1', steps)))).toMatchObject({ code: 0 });
    expect(await apply(file('v2.yaml', web('web:2', steps)))).toMatchObject({ code: 0 });
    expect(applied()).toEqual(['1-promote ReplicaSet=4', '0-before ReplicaSet=4', '1-setWeight-25 ReplicaSet=1 ReplicaSet=3', '2-promote ReplicaSet=0 ReplicaSet=4'].map((line, index) => (index === 0 ? (expect.stringMatching(/^1-\S+ ReplicaSet=4$/) as string) : line)));
    const again = await apply(join(room, 'v2.yaml'));
    expect([again.code, applied().length]).toEqual([0, 4]);
  });

  test('begins with the older manifests where Terraform has made nothing yet, and refuses a plan of something else', async () => {
    const steps = [{ setWeight: 25 }, { pause: { duration: '1s' } }];
    const before = file('v1.yaml', web('web:1', steps));
    const after = file('v2.yaml', web('web:2', steps));
    expect(await sluice(['plan', after, '--from', before, '--out', join(room, 'v2.plan')])).toMatchObject({ code: 0 });
    file('v1.yaml', web('web:0', steps));
    const { code, err } = await apply(join(room, 'v2.plan'));
    expect(code).toBe(1);
    expect(err).toContain('SLU438');
    expect(applied()).toEqual([]);
  });

  test('refuses what only a run can tell, and metrics that Jobs measure', async () => {
    const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'build' }, spec: { entrypoint: 'main', templates: [
      { name: 'gen', script: { image: 'a', command: ['sh'], source: 'echo 1' } },
      { name: 'use', inputs: { parameters: [{ name: 'x' }] }, container: { image: 'a', command: ['echo', '{{inputs.parameters.x}}'] } },
      { name: 'main', steps: [[{ name: 'gen', template: 'gen' }], [{ name: 'use', template: 'use', arguments: { parameters: [{ name: 'x', value: '{{steps.gen.outputs.result}}' }] } }]] },
    ] } };
    const unknown = await apply(file('workflow.yaml', JSON.stringify(workflow)));
    expect([unknown.code, applied()]).toEqual([1, []]);
    expect(unknown.err).toMatch(/Only a run can tell what these are: default_Pod_build-use-\d+_spec_containers_0_command_1/);
    const job = { provider: { job: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } } } } };
    const byJob = await apply(file('job.yaml', web('web:1', [{ setWeight: 25 }, analysis]), check({ ...job, successCondition: undefined, failureCondition: undefined })));
    expect([byJob.code, applied()]).toEqual([1, []]);
    expect(byJob.err).toContain('Jobs measure default/Rollout/web');
  });

  test('applies a Workflow pod by pod, with its suspends between them', async () => {
    const container = { image: 'a', command: ['true'] };
    const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'build' }, spec: { entrypoint: 'main', templates: [
      { name: 'job', container }, { name: 'hold', suspend: {} },
      { name: 'main', steps: [[{ name: 'one', template: 'job' }], [{ name: 'hold', template: 'hold' }], [{ name: 'two', template: 'job' }]] },
    ] } };
    const path = file('workflow.yaml', JSON.stringify(workflow));
    expect((await apply(path)).code).toBe(3);
    expect((await apply(path, '--approve-pauses')).code).toBe(0);
    expect(applied()).toEqual(['default_Workflow_build_1-one Pod=', 'default_Workflow_build_2-hold Pod=', 'default_Workflow_build_3-two Pod= Pod=']);
  });
});
