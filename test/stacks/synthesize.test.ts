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
      ['4 null'],
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

test('a pod of a Workflow is waited for until it has succeeded', async () => {
  const stacks = await synth('workflow', join(root, 'examples/flask-workflow'));
  const pods = [...stacks.values()].flatMap((stack) => Object.values(resourcesOf(stack))).filter(({ manifest }) => manifest.kind === 'Pod');
  expect(pods.map(({ manifest, wait }) => [manifest.metadata.namespace, wait?.fields])).toEqual([['default', { 'status.phase': '^Succeeded$' }]]);
  expect(pods[0]?.manifest.metadata.name).toMatch(/^[a-z-]+-?[a-z0-9]*$/);
});
