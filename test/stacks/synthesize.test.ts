import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sluice } from '../cli/in-process.ts';
import { rolloutText } from '../render/plans.ts';

const room = mkdtempSync(join(tmpdir(), 'sluice-stacks-'));
afterAll(() => rmSync(room, { recursive: true }));

const root = join(import.meta.dirname, '../..');
const file = (name: string, text: string): string => {
  writeFileSync(join(room, name), text);
  return join(room, name);
};
const steps = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: 60 } }];
const old = file('old.yaml', rolloutText({ steps, replicas: 4 }));
const now = file('now.yaml', rolloutText({ steps, replicas: 4, image: 'web:2' }));

interface Resource {
  readonly manifest: { readonly kind: string; readonly data?: unknown; readonly metadata: { readonly name: string; readonly namespace?: string }; readonly spec: { readonly replicas?: number } };
  readonly wait?: { readonly fields: Readonly<Record<string, string>> };
  readonly depends_on?: readonly string[];
  readonly field_manager?: unknown;
}
interface Stack {
  readonly import?: readonly { readonly id: string; readonly to: string }[];
  readonly variable?: unknown;
  readonly resource?: { readonly kubernetes_manifest: Readonly<Record<string, Resource>> };
  readonly terraform: { readonly backend: unknown };
}

async function synth(out: string, ...args: readonly string[]): Promise<ReadonlyMap<string, Stack>> {
  const { code, out: text, err } = await sluice(['synth', ...args, '--out', join(room, out)]);
  expect([code, err]).toEqual([0, '']);
  const folders = text.trim().split('\n');
  expect(readdirSync(join(room, out, 'stacks')).sort()).toEqual(folders.map((folder) => folder.split('/').at(-1)).sort());
  return new Map(folders.map((folder) => [folder.split('/').at(-1) ?? '', JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as Stack]));
}

const resourcesOf = (stack: Stack | undefined): Readonly<Record<string, Resource>> => stack?.resource?.kubernetes_manifest ?? {};

describe('the stages of a rollout', async () => {
  const stacks = await synth('stages', now, '--from', old);
  const sets = (stack: Stack): readonly string[] =>
    Object.values(resourcesOf(stack)).filter(({ manifest }) => manifest.kind === 'ReplicaSet').map(({ manifest, wait }) => `${manifest.spec.replicas} ${JSON.stringify(wait?.fields ?? null)}`);

  test('are stacks over one state, the first of which is what there was', () => {
    expect([...stacks.keys()].map((id) => id.replace('default_Rollout_web_', ''))).toEqual(['0-before', '1-setWeight-25', '2-setWeight-50', '3-promote']);
    const backends = new Set([...stacks.values()].map(({ terraform }) => JSON.stringify(terraform.backend)));
    expect([...backends]).toEqual([expect.stringMatching(/^\{"local":\{"path":"\.\.\/\.\.\/default_Rollout_web\.[0-9a-f]{8}\.tfstate"\}\}$/)]);
  });

  test('hold every set with its pods, and wait for them', () => {
    expect([...stacks.values()].map(sets)).toEqual([
      ['4 {"status.readyReplicas":"^4$"}'],
      ['1 {"status.readyReplicas":"^1$"}', '3 {"status.readyReplicas":"^3$"}'],
      ['2 {"status.readyReplicas":"^2$"}', '2 {"status.readyReplicas":"^2$"}'],
      ['4 {"status.readyReplicas":"^4$"}', '0 {"status.replicas":"^0$"}'],
    ]);
  });

  test('bring new pods before old ones go', () => {
    for (const stack of [...stacks.values()].slice(1)) {
      const [[coming = ''] = [], [, going] = []] = Object.entries(resourcesOf(stack));
      expect(going?.depends_on).toEqual([`kubernetes_manifest.${coming}`]);
    }
  });

  test('name an object alike in all stages, and take over what was there', () => {
    const ids = [...stacks.values()].map((stack) => Object.keys(resourcesOf(stack)).sort());
    expect(ids[1]).toEqual(ids[3]);
    for (const stack of stacks.values()) {
      const [{ id = '', to = '' } = {}, ...others] = stack.import ?? [];
      expect(others).toEqual([]);
      expect(id).toMatch(/^apiVersion=apps\/v1,kind=ReplicaSet,namespace=default,name=web-/);
      expect(resourcesOf(stack)[to.replace('kubernetes_manifest.', '')]?.field_manager).toEqual({ name: expect.stringMatching(/^sluice-[0-9a-f]{8}$/) as string, force_conflicts: true });
    }
  });

  test('are the same from a plan file, and from the app that cdktf runs', async () => {
    expect(await sluice(['plan', now, '--from', old, '--out', join(room, 'web.plan')])).toMatchObject({ code: 0 });
    expect(await synth('from-file', join(room, 'web.plan'))).toEqual(stacks);
    const printed = await sluice(['plan', now, '--from', old, '-o', 'json']);
    const plan = file('plan.json', printed.out);
    execFileSync(process.execPath, ['--import', join(root, 'node_modules/tsx/dist/esm/index.mjs'), join(root, 'stacks/main.ts')], {
      cwd: room,
      env: { ...process.env, SLUICE_PLAN: plan, CDKTF_OUTDIR: join(room, 'by-cdktf') },
    });
    for (const id of stacks.keys()) {
      expect(readFileSync(join(room, 'by-cdktf/stacks', id, 'cdk.tf.json'), 'utf8')).toBe(readFileSync(join(room, 'stages/stacks', id, 'cdk.tf.json'), 'utf8'));
    }
  });

  test('say nothing of this machine', () => {
    for (const stack of stacks.values()) expect(JSON.stringify(stack)).not.toContain(process.cwd());
  });
});

test('nothing to change is no stack', async () => {
  const { code, out, err } = await sluice(['synth', now, '--from', now, '--out', join(room, 'none')]);
  expect([code, out, err]).toEqual([0, '', 'Nothing is to change, so there is no stage to write.\n']);
});

test('other objects come before the stages and go after them; the values of a Secret are variables', async () => {
  const map = (value: string): string => `\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: '${value}'}\n`;
  const gone = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: gone}\ndata: {a: b}\n';
  const secret = '---\napiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {password: hunter2}\n';
  const before = file('with-old.yaml', rolloutText({ steps }) + map('1') + gone);
  const after = file('with-new.yaml', rolloutText({ steps, image: 'web:2' }) + map('${HOME}') + secret);
  const stacks = await synth('objects', after, '--from', before);
  expect([...stacks.keys()].at(0)).toBe('objects');
  expect([...stacks.keys()].at(-1)).toBe('objects_deleted');
  const kinds = (id: string): readonly string[] => Object.keys(resourcesOf(stacks.get(id))).sort();
  expect(kinds('objects')).toEqual(['default_ConfigMap_gone', 'default_ConfigMap_settings', 'default_Secret_login']);
  expect(kinds('objects_deleted')).toEqual(['default_ConfigMap_settings', 'default_Secret_login']);
  const first = stacks.get('objects');
  expect(resourcesOf(first)['default_ConfigMap_settings']?.manifest.data).toEqual({ a: '$${HOME}' });
  expect(resourcesOf(first)['default_Secret_login']?.manifest.data).toEqual({ password: '${base64encode(var.default_Secret_login_password)}' });
  expect(first?.variable).toEqual({ default_Secret_login_password: { type: 'string', sensitive: true, description: 'password of Secret default/Secret/login' } });
  expect(JSON.stringify([...stacks.values()])).not.toContain('hunter2');
});

describe('the stages of a Workflow', () => {
  const manifest = (templates: readonly object[], steps: readonly object[]): string =>
    JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'build' }, spec: { entrypoint: 'main', templates: [...templates, { name: 'main', steps: steps.map((step) => [step]) }] } });
  const container = { image: 'busybox', command: ['echo'], args: ['${HOME}'], env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }, { name: 'PLAIN', value: 'from here' }], resources: { limits: { cpu: '1000m' } }, imagePullPolicy: 'Never', volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }], securityContext: { runAsUser: 1000 } };
  const objectsIn = (stack: Stack | undefined): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(resourcesOf(stack)).map(([id, { manifest: object }]) => [id, object]));

  // Admission would add it, and the provider can't bear what is added to a list.
  const token = { mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };

  test('are pods with all that their containers have', async () => {
    const stacks = await synth('containers', file('containers.yaml', manifest([{ name: 'job', container, sidecars: [{ name: 'proxy', image: 'envoy' }], nodeSelector: { disk: 'ssd' }, volumes: [{ name: 'tmp', emptyDir: {} }], activeDeadlineSeconds: 60 }], [{ name: 'one', template: 'job' }])));
    const [pod] = Object.values(objectsIn(stacks.get('default_Workflow_build_1-one')));
    expect(pod).toMatchObject({
      metadata: { name: expect.stringMatching(/^build-job-\d+$/) as string, namespace: 'default' },
      spec: {
        restartPolicy: 'Never',
        activeDeadlineSeconds: 60,
        nodeSelector: { disk: 'ssd' },
        containers: [
          { name: 'main', image: 'busybox', command: ['echo'], args: ['$${HOME}'], env: [container.env[0], container.env[1]], resources: { limits: { cpu: '1' } }, imagePullPolicy: 'Never', volumeMounts: [...container.volumeMounts, token], securityContext: { runAsUser: 1000 } },
          { name: 'proxy', image: 'envoy' },
        ],
      },
    });
  });

  test('have a script in a ConfigMap, and what only a run can tell as variables', async () => {
    const templates = [
      { name: 'make', script: { image: 'python', command: ['python3'], source: 'print("%{ if }")' } },
      { name: 'use', inputs: { parameters: [{ name: 'made' }] }, container: { ...container, args: ['{{inputs.parameters.made}}'] } },
    ];
    const steps = [{ name: 'gen', template: 'make' }, { name: 'print', template: 'use', when: '{{steps.gen.outputs.result}} == 1', arguments: { parameters: [{ name: 'made', value: 'a-{{steps.gen.outputs.result}}' }] } }];
    const stacks = await synth('scripts', file('scripts.yaml', manifest(templates, steps)));
    expect([...stacks.keys()]).toEqual(['default_Workflow_build_1-gen', 'default_Workflow_build_2-print']);
    const [map, pod] = Object.values(objectsIn(stacks.get('default_Workflow_build_1-gen'))) as readonly { readonly metadata: { readonly name: string } }[];
    expect(map).toMatchObject({ kind: 'ConfigMap', data: { script: 'print("%%{ if }")' } });
    expect(pod).toMatchObject({ spec: { containers: [{ command: ['python3'], args: ['/sluice/script'], volumeMounts: [{ mountPath: '/sluice' }, token] }], volumes: [{ configMap: { name: map?.metadata.name } }, { projected: {} }] } });
    const last = stacks.get('default_Workflow_build_2-print');
    const [id = '', used] = Object.entries(resourcesOf(last)).at(-1) ?? [];
    const text = `${id}_spec_containers_0_args_0_1`;
    expect(used).toMatchObject({ count: `\${var.${id}_runs ? 1 : 0}`, manifest: { spec: { containers: [{ args: [`a-\${var.${text}}`] }] } } });
    expect(last?.variable).toEqual({ [`${id}_runs`]: { type: 'bool', description: expect.stringContaining('step "gen"') as string }, [text]: { type: 'string', description: 'what step "gen" gives' } });
    expect(stacks.get('default_Workflow_build_1-gen')?.variable).toBeUndefined();
  });

  test('are one for each item of a loop, which a plan file may not have', async () => {
    const path = file('loop.yaml', manifest([{ name: 'job', inputs: { parameters: [{ name: 'n' }] }, container: { ...container, args: ['{{inputs.parameters.n}}'], volumeMounts: [] } }], [{ name: 'each', template: 'job', arguments: { parameters: [{ name: 'n', value: '{{item}}' }] }, withSequence: { count: 11 } }]));
    const stacks = await synth('loop', path);
    const pods = Object.values(objectsIn([...stacks.values()].at(-1))) as readonly { readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] } }[];
    const args = pods.flatMap(({ spec }) => spec.containers[0]?.args ?? []).map(Number);
    expect(args.sort((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, item) => item));
    const plan = join(room, 'loop.plan');
    await sluice(['plan', path, '--out', plan]);
    expect(await sluice(['synth', plan, '--out', join(room, 'none')])).toMatchObject({ code: 1, err: expect.stringContaining('one stage for the 11 items of default/Workflow/build/[0].each') as string });
  });

  test('change what resource templates change, and come after the objects beside them', async () => {
    const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'made' }, data: { a: 'b' } };
    const text = manifest([{ name: 'put', resource: { action: 'create', manifest: JSON.stringify(made) } }, { name: 'wait', suspend: {} }], [{ name: 'hold', template: 'wait' }, { name: 'put', template: 'put' }]);
    const beside = '\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n';
    const stacks = await synth('resources', file('resources.yaml', text + beside));
    expect([...stacks].map(([id, stack]) => [id, Object.keys(resourcesOf(stack))])).toEqual([
      ['objects', ['default_ConfigMap_settings', 'default_Service_web']],
      ['default_Workflow_build_1-hold', []],
      ['default_Workflow_build_2-put', ['default_ConfigMap_made']],
    ]);
    expect(objectsIn(stacks.get('default_Workflow_build_2-put'))).toMatchObject({ default_ConfigMap_made: { data: { a: 'b' } } });
  });
});

test('a pod of a Workflow is waited for until it has succeeded', async () => {
  const stacks = await synth('workflow', join(root, 'examples/flask-workflow'));
  const pods = [...stacks.values()].flatMap((stack) => Object.values(resourcesOf(stack))).filter(({ manifest }) => manifest.kind === 'Pod');
  expect(pods.map(({ manifest, wait }) => [manifest.metadata.namespace, wait?.fields])).toEqual([['default', { 'status.phase': '^Succeeded$' }]]);
  expect(pods[0]?.manifest.metadata.name).toMatch(/^[a-z-]+-?[a-z0-9]*$/);
});
