import { existsSync } from 'node:fs';
import { diagnose, didYouMean, type Diagnostic } from '../diagnostic/index.ts';
import { isJsonObject, type Json } from '../lang/index.ts';
import type { SubmitOptions } from '../manifest/index.ts';
import type { KubeObject, Programs } from '../model/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import { loadManifests } from './load.ts';
import type { Terminal } from './terminal.ts';

export interface Submitted {
  readonly programs: Programs;
  readonly diagnostics: readonly Diagnostic[];
  readonly textOf: (file: string) => string | undefined;
}

const argo = 'argoproj.io/v1alpha1';
const templateKinds = ['WorkflowTemplate', 'ClusterWorkflowTemplate'] as const;

/** The Workflows of paths, and one for each template that is named: "build", "workflowtemplate/build", "clusterworkflowtemplate/build". */
export async function loadSubmitted(args: readonly string[], { chosen, submit }: { readonly chosen: ChosenCluster; readonly submit: SubmitOptions | null }, terminal: Pick<Terminal, 'stdin'>): Promise<Submitted> {
  const paths = args.filter((arg) => arg === '-' || existsSync(arg));
  const names = args.filter((arg) => !paths.includes(arg));
  const { namespace } = chosen;
  const found = names.length === 0 ? [] : [...(paths.length === 0 ? [] : (await loadManifests(paths, { namespace, stdin: () => terminal.stdin() })).inventory.resources.map(({ object }) => object))];
  const made: KubeObject[] = [];
  const diagnostics: Diagnostic[] = [];
  const added = new Map<string, KubeObject>();
  for (const name of names) {
    const template = found.find((object) => means(name, object)) ?? (await inCluster(name, chosen));
    if (!template) {
      const known = found.filter(({ kind }) => templateKinds.some((one) => one === kind)).map(({ metadata }) => metadata.name);
      diagnostics.push(diagnose('SLU522', null, `There is no file ${name}, and no workflow template of this name in the files or in ${chosen.where}.${didYouMean(name, known)}`));
      continue;
    }
    if (!found.includes(template)) for (const object of await withReferred(template, chosen)) added.set(`${object.kind}/${object.metadata.name}`, object);
    made.push(workflowOf(template, namespace));
  }
  const isThere = (object: KubeObject): boolean => found.some(({ kind, metadata }) => kind === object.kind && metadata.name === object.metadata.name);
  const texts = [...made, ...[...added.values()].filter((object) => !isThere(object))].map((object) => JSON.stringify(object));
  if (diagnostics.length > 0) return { programs: { programs: [], plain: [] }, diagnostics, textOf: () => undefined };
  const stdin = async (): Promise<Uint8Array> => {
    const own = paths.includes('-') ? new TextDecoder().decode(await terminal.stdin()) : '';
    return new TextEncoder().encode([...texts, ...(own === '' ? [] : [own])].join('\n---\n'));
  };
  const loaded = await loadManifests([...paths.filter((path) => path !== '-'), ...(texts.length > 0 || paths.includes('-') ? ['-'] : [])], { namespace, stdin, submit });
  return { programs: loaded.programs, diagnostics: [...loaded.diagnostics, ...loaded.unplanned], textOf: loaded.textOf };
}

function means(name: string, { kind, metadata }: KubeObject): boolean {
  const [prefix, own] = name.includes('/') ? name.split('/') : [null, name];
  return templateKinds.some((one) => one === kind) && metadata.name === own && (prefix === null || kind.toLowerCase() === prefix?.toLowerCase());
}

async function inCluster(name: string, chosen: ChosenCluster): Promise<KubeObject | undefined> {
  const own = name.split('/').at(-1) ?? name;
  const refs = templateKinds.map((kind) => refTo(kind, own, chosen.namespace));
  const { cluster } = await chosen.read({ namespaces: [], objects: refs });
  return refs.flatMap((ref) => cluster.get(ref) ?? []).find((object) => means(name, object));
}

function refTo(kind: (typeof templateKinds)[number], name: string, namespace: string) {
  return { apiVersion: argo, kind, namespace: kind === 'ClusterWorkflowTemplate' ? '' : namespace, name };
}

/** A template of the cluster, and those that it refers to. */
async function withReferred(template: KubeObject, chosen: ChosenCluster): Promise<readonly KubeObject[]> {
  const all = new Map([[`${template.kind}/${template.metadata.name}`, template]]);
  for (const object of all.values()) {
    const refs = referencesIn(object.spec ?? {}).map(({ kind, name }) => refTo(kind, name, chosen.namespace)).filter(({ kind, name }) => !all.has(`${kind}/${name}`));
    if (refs.length === 0) continue;
    const { cluster } = await chosen.read({ namespaces: [], objects: refs });
    for (const ref of refs) {
      const there = cluster.get(ref);
      if (there) all.set(`${ref.kind}/${ref.name}`, there);
    }
  }
  return [...all.values()].map(({ apiVersion, kind, metadata: { name, namespace = '', labels = {}, annotations = {} }, spec = {} }) => ({ apiVersion, kind, metadata: { name, ...(namespace !== '' && { namespace }), labels, annotations }, spec }));
}

function referencesIn(value: Json): readonly { readonly kind: (typeof templateKinds)[number]; readonly name: string }[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(referencesIn);
  if (!isJsonObject(value)) return [];
  const own = [value['templateRef'], value['workflowTemplateRef']].filter((one) => one !== undefined && isJsonObject(one)).flatMap((one) => {
    const { name, clusterScope } = one as { readonly name?: Json; readonly clusterScope?: Json };
    return typeof name === 'string' ? [{ kind: clusterScope === true ? ('ClusterWorkflowTemplate' as const) : ('WorkflowTemplate' as const), name }] : [];
  });
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}

/** The Workflow that runs a template. @see Argo Workflows 4.1 workflow/common NewWorkflowFromWorkflowTemplate */
function workflowOf({ kind, metadata: { name } }: KubeObject, namespace: string): KubeObject {
  const clusterScope = kind === 'ClusterWorkflowTemplate';
  const label = `workflows.argoproj.io/${clusterScope ? 'cluster-' : ''}workflow-template`;
  return { apiVersion: argo, kind: 'Workflow', metadata: { name: '', generateName: `${name}-`, namespace, labels: { [label]: name } }, spec: { workflowTemplateRef: { name, ...(clusterScope && { clusterScope }) } } };
}
