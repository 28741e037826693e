import { readDocuments } from '../../src/document/index.ts';
import { readInventory } from '../../src/manifest/index.ts';
import type { ProgramId } from '../../src/model/index.ts';
import { planFileText, type PlanFile } from '../../src/plan/index.ts';
import { sha256 } from '../../src/cli/plan-file-digest.ts';
import { planOf, rolloutText } from '../render/plans.ts';

const manifest = `${rolloutText({})}\n`;
const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: token }\nstringData: { password: hunter2 }\n';

/** A plan file for web.yaml on the embedded cluster, as if it had been written where nothing is yet. */
export function planFile(given: Partial<PlanFile> = {}): PlanFile {
  const manifests = readInventory(readDocuments(manifest, 'web.yaml').value, { namespace: 'default' }).resources.map(({ object }) => ({ file: 'web.yaml', object }));
  return {
    engine: 'native',
    onDeviation: 'halt',
    cluster: 'embedded',
    paths: ['web.yaml'],
    namespace: 'default',
    targets: [],
    key: null,
    inputs: [{ path: 'web.yaml', use: 'manifests', digest: sha256(manifest) }],
    manifests,
    base: { kind: 'cluster', uid: '', states: [], live: [] },
    plan: { ...planOf({ 'web.yaml': manifest }), base: { kind: 'cluster', title: 'embedded cluster .sluice/cluster.json', uid: '' } },
    ...given,
  };
}

export function textOf(file: PlanFile): string {
  return planFileText(file, { plain: sha256 });
}

interface Example {
  readonly files: Readonly<Record<string, string>>;
  readonly line: string;
}

function example(given: Partial<PlanFile>, more: { readonly files?: Readonly<Record<string, string>>; readonly line?: string; readonly edit?: (text: string) => string } = {}): Example {
  const { files = {}, line = 'apply deploy.plan', edit = (text) => text } = more;
  return { files: { 'web.yaml': manifest, 'deploy.plan': edit(textOf(planFile(given))), ...files }, line };
}

const here = { kind: 'cluster', uid: '', states: [], live: [] } as const;
const service = { apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'web' };
const hidden = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'default' }, stringData: { password: 'hmac-sha256:0' } };

/** What makes each refusal of a plan file. */
export const planFileExamples = {
  SLU430: example({}, { edit: (text) => text.replace('"onDeviation": "halt"', '"onDeviation": "ask"') }),
  SLU431: example({}, { files: { 'web.yaml': manifest.replace('web:1', 'web:2') } }),
  SLU432: example({ base: { ...here, uid: '5c5e9dd8-6a1f-4c5c-9f1e-2f3a1d5e7b90' } }),
  SLU433: example({ base: { ...here, states: [{ program: 'default/Rollout/web' as ProgramId, lineage: 'b7c1f3e0', serial: 12 }] } }),
  SLU434: example({ base: { ...here, live: [{ object: service, digest: sha256('') }] } }),
  SLU435: example(
    { inputs: [{ path: 'token.yaml', use: 'manifests', digest: sha256(secret) }], manifests: [{ file: 'token.yaml', object: hidden }], key: '4e002df55ccd0c6e' },
    { files: { 'token.yaml': secret, '.sluice/key': `${'0'.repeat(64)}\n` } },
  ),
  SLU436: example({ key: '4e002df55ccd0c6e' }),
  SLU437: example({}, { line: 'apply deploy.plan --on-deviation ask' }),
  SLU438: example({ base: { kind: 'assumed' }, cluster: null, plan: planOf({ 'web.yaml': manifest }, { before: { 'web.yaml': manifest.replace('web:1', 'web:0') } }) }, { line: 'apply deploy.plan --cluster embedded' }),
  SLU439: { files: { 'deploy.plan': JSON.stringify(planOf({ 'web.yaml': manifest })) }, line: 'apply deploy.plan --cluster embedded' },
} as const satisfies Readonly<Record<string, Example>>;
