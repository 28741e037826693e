import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fn, TerraformStack, TerraformVariable, Testing } from 'cdktf';
import { afterAll, expect, test } from 'vitest';
import { AnalysisTemplate, CronWorkflow, KubernetesObject, Rollout, Workflow, WorkflowTemplate } from '../../stacks/index.ts';
import { sluice } from '../cli/in-process.ts';
import { configurationsIn, troublesOf } from './configuration.ts';

const room = mkdtempSync(join(tmpdir(), 'sluice-constructs-'));
afterAll(() => rmSync(room, { recursive: true }));
const root = join(import.meta.dirname, '../..');

const metadata = { name: 'a' };
const templates = [{ name: 'main', container: { name: 'main', image: 'busybox', args: [], env: [{ name: 'HOME', value: '${HOME}' }] } }];

/** The manifests of an app with one stack, by the ids of their constructs. */
function manifests(build: (stack: TerraformStack) => void): Readonly<Record<string, unknown>> {
  const stack = new TerraformStack(Testing.app(), 'one');
  build(stack);
  const { resource } = JSON.parse(Testing.synth(stack)) as { readonly resource: { readonly kubernetes_manifest: Readonly<Record<string, { readonly manifest: unknown }>> } };
  return Object.fromEntries(Object.entries(resource.kubernetes_manifest).map(([id, { manifest }]) => [id, manifest]));
}

test('each kind is a construct for any app', () => {
  const found = manifests((stack) => {
    new Rollout(stack, 'rollout', { metadata, spec: { replicas: 1, template: { metadata: { labels: {} }, spec: { containers: [{ name: 'a', resources: { limits: { cpu: '1000m' } } }] } } } });
    new AnalysisTemplate(stack, 'analysis', { metadata: { ...metadata, namespace: 'b' }, spec: { metrics: [] } });
    new Workflow(stack, 'workflow', { metadata: { generateName: 'w-' }, spec: { entrypoint: 'main', templates } });
    new WorkflowTemplate(stack, 'template', { metadata, spec: { templates } });
    new CronWorkflow(stack, 'cron', { metadata, spec: { schedules: ['* * * * *'], workflowSpec: { entrypoint: 'main', templates } } });
    new KubernetesObject(stack, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { '${k}': '%{ x' } });
  });
  const container = { name: 'main', image: 'busybox', env: [{ name: 'HOME', value: '$${HOME}' }] };
  const apiVersion = 'argoproj.io/v1alpha1';
  const named = { name: 'a', namespace: 'default' };
  expect(found).toEqual({
    rollout: { apiVersion, kind: 'Rollout', metadata: named, spec: { replicas: 1, template: { metadata: {}, spec: { containers: [{ name: 'a', resources: { limits: { cpu: '1' } } }] } } } },
    analysis: { apiVersion, kind: 'AnalysisTemplate', metadata: { name: 'a', namespace: 'b' }, spec: {} },
    workflow: { apiVersion, kind: 'Workflow', metadata: { name: expect.stringMatching(/^w-\w+$/) as string, namespace: 'default' }, spec: { entrypoint: 'main', templates: [{ name: 'main', container }] } },
    template: { apiVersion, kind: 'WorkflowTemplate', metadata: named, spec: { templates: [{ name: 'main', container }] } },
    cron: { apiVersion, kind: 'CronWorkflow', metadata: named, spec: { schedules: ['* * * * *'], workflowSpec: { entrypoint: 'main', templates: [{ name: 'main', container }] } } },
    map: { apiVersion: 'v1', kind: 'ConfigMap', metadata: named, data: { '$${k}': '%%{ x' } },
  });
});

test('references to other constructs stay references', () => {
  const { map } = manifests((stack) => {
    const image = new TerraformVariable(stack, 'image', { type: 'string' });
    new KubernetesObject(stack, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: `\${HOME}/${image.stringValue}`, b: Fn.upper(image.stringValue) } });
  });
  expect(map).toMatchObject({ data: { a: '$${HOME}/${var.image}', b: '${upper(var.image)}' } });
});

test('the example of three environments is planned from what cdktf writes', async () => {
  execFileSync(process.execPath, ['--import', join(root, 'node_modules/tsx/dist/esm/index.mjs'), join(root, 'stacks/examples/spark-canary.ts')], { cwd: room, env: { ...process.env, CDKTF_OUTDIR: join(room, 'cdktf.out') } });
  expect(configurationsIn(join(room, 'cdktf.out')).flatMap(troublesOf)).toEqual([]);
  const { code, out, err } = await sluice(['plan', join(room, 'cdktf.out')], { width: 200 });
  expect(code).toBe(0);
  expect(out).toContain('Plan: 3 rollouts to create and 6 objects to create');
  for (const name of ['dev', 'staging', 'prod']) expect(out).toMatch(new RegExp(`^\\+ Rollout spark-app in ${name}, [^:]*stacks/spark-${name}/cdk\\.tf\\.json:\\d+$`, 'm'));
  expect(err).toMatch(/stacks\/spark-prod\/cdk\.tf\.json:\d+:\d+ note SLU209 pause waits for a person/);
  expect(err).not.toContain('error');
}, 120_000);
