import { diagnose, didYouMean, type Diagnostic } from '../diagnostic/index.ts';
import type { LocatedDocument } from '../document/index.ts';
import { isJsonObject, isName, type Json, type JsonObject, type NameRule } from '../lang/index.ts';
import { refKey, type Inventory, type KubeObject, type Locator, type Resource } from '../model/index.ts';
import { objectAt, textAt } from './fields.ts';
import { argoGroup, argoKinds, groupOf, isClusterWide, isKustomization, kindOf } from './kinds.ts';

interface InventoryOptions {
  /** For objects of namespaced kinds that name none. */
  readonly namespace: string;
  /** Whether a file was come upon in a folder. What is no manifest there is left out; a file that was named must be one. */
  readonly cameUpon?: (file: string) => boolean;
}

/**
 * Makes objects of documents, in their order: namespaces filled in, duplicates and documents that are no objects reported and left out.
 *
 * An object with `generateName` alone has the name ''.
 */
export function readInventory(documents: readonly LocatedDocument[], { namespace, cameUpon = () => false }: InventoryOptions): Inventory {
  const diagnostics: Diagnostic[] = [];
  const resources: Resource[] = [];
  const byKey = new Map<string, Resource>();
  for (const document of documents) {
    if (document.value === null) continue;
    if (cameUpon(document.file) && !looksLikeManifest(document.value)) {
      if (!looksLikeScenario(document.value)) diagnostics.push(leftOut(document));
      continue;
    }
    const troubles = troublesOf(document.value, document);
    diagnostics.push(...troubles);
    if (troubles.some(({ code }) => code === 'SLU201')) continue;
    const resource: Resource = { object: withNamespace(document.value as JsonObject, namespace), at: document };
    const { object } = resource;
    if (object.metadata.name !== '') {
      const key = keyOf(kindOf(object), object.metadata.namespace ?? '', object.metadata.name);
      const first = byKey.get(key);
      if (first) {
        diagnostics.push(givenTwice(resource, first));
        continue;
      }
      byKey.set(key, resource);
    }
    resources.push(resource);
  }
  return { resources, diagnostics, find: (kind, namespace, name) => byKey.get(keyOf(kind, namespace, name)) };
}

function keyOf(kind: string, namespace: string, name: string): string {
  return refKey({ kind, namespace, name });
}

function looksLikeManifest(value: Json): boolean {
  return isJsonObject(value) && !isKustomization(value) && ['kind', 'metadata', 'spec'].some((field) => value[field] !== undefined);
}

const scenarioFields: readonly string[] = ['steps', 'metrics', 'pods', 'actions', 'patience'];

function looksLikeScenario(value: Json): boolean {
  return isJsonObject(value) && Object.keys(value).every((field) => scenarioFields.includes(field));
}

function leftOut(at: Locator): Diagnostic {
  return diagnose('SLU244', at.spanOf([]), 'This document has neither kind, metadata nor spec, so it is no manifest of a cluster. It was come upon in a folder and is left out.');
}

function withNamespace(value: JsonObject, namespace: string): KubeObject {
  const metadata = objectAt(value, 'metadata') ?? {};
  const given = textAt(metadata, 'namespace');
  const kind = kindOf(value as unknown as KubeObject);
  const { namespace: _, ...rest } = metadata;
  const placed = isClusterWide(kind) ? rest : { ...rest, namespace: given === null || given === '' ? namespace : given };
  return { ...value, metadata: { ...placed, name: textAt(metadata, 'name') ?? '' } } as unknown as KubeObject;
}

function troublesOf(value: Json, at: Locator): readonly Diagnostic[] {
  if (!isJsonObject(value)) {
    return [diagnose('SLU201', at.spanOf([]), 'A manifest is a mapping with apiVersion, kind and metadata; this document holds something else. Correct or remove it.')];
  }
  const missing = ['apiVersion', 'kind'].filter((field) => (textAt(value, field) ?? '') === '');
  if (missing.length > 0) {
    return [diagnose('SLU201', at.spanOf([]), `The document has no ${missing.join(' and no ')}, so nobody can tell what kind of object it is. Add ${missing.length === 1 ? 'it' : 'them'} at its top.`)];
  }
  const name = textAt(value, 'metadata', 'name') ?? '';
  const prefix = textAt(value, 'metadata', 'generateName') ?? '';
  if (name === '' && prefix === '') {
    const span = objectAt(value, 'metadata') ? at.keySpanOf(['metadata']) : at.spanOf(['kind']);
    return [diagnose('SLU201', span, `The ${String(value['kind'])} has no name. Give it metadata.name, or metadata.generateName for a new name at each creation.`)];
  }
  return [...unknownKind(value as unknown as KubeObject, at), ...invalidName(value as unknown as KubeObject, name, prefix, at)];
}

function unknownKind({ apiVersion, kind }: KubeObject, at: Locator): readonly Diagnostic[] {
  if (groupOf(apiVersion) !== argoGroup) return [];
  if (!argoKinds.includes(kind)) {
    return [diagnose('SLU243', at.spanOf(['kind']), `Argo has no kind ${kind}, so sluice takes the object as it is and checks nothing in it.${didYouMean(kind, argoKinds)}`)];
  }
  if (apiVersion === `${argoGroup}/v1alpha1` || kind === 'ArgoCD') return [];
  return [diagnose('SLU243', at.spanOf(['apiVersion']), `Argo has the kind ${kind} in argoproj.io/v1alpha1 only. Write that as the apiVersion.`)];
}

function invalidName({ apiVersion, kind }: KubeObject, name: string, prefix: string, at: Locator): readonly Diagnostic[] {
  if (groupOf(apiVersion) === 'rbac.authorization.k8s.io') return [];
  if (kind === 'Rollout' && groupOf(apiVersion) === argoGroup && name === '') {
    return [diagnose('SLU229', at.spanOf(['metadata', 'generateName']), 'A Rollout needs a name of its own: under generateName each version would be another Rollout. Write metadata.name.')];
  }
  const rule: NameRule = kind === 'Service' && apiVersion === 'v1' ? 'dns1035Label' : kind === 'Namespace' ? 'dns1123Label' : 'dns1123Subdomain';
  // Kubernetes puts letters and digits behind a prefix, so that it may end in a dash.
  if (isName(rule, name === '' ? `${prefix}x` : name)) return [];
  const field = name === '' ? 'generateName' : 'name';
  return [diagnose('SLU229', at.spanOf(['metadata', field]), `${name || prefix} is no name for a ${kind}: ${forms[rule]}. Choose another one.`)];
}

const forms: Readonly<Partial<Record<NameRule, string>>> = {
  dns1035Label: 'it must begin with a lower-case letter, hold only those, digits and dashes, end in no dash, and be at most 63 characters long',
  dns1123Label: 'it must hold only lower-case letters, digits and dashes, begin and end in no dash, and be at most 63 characters long',
  dns1123Subdomain: 'it must hold only lower-case letters, digits, dashes and dots, begin and end in a letter or digit, and be at most 253 characters long',
};

function givenTwice(second: Resource, first: Resource): Diagnostic {
  const { kind, metadata } = second.object;
  const where = metadata.namespace === undefined ? '' : ` in namespace ${metadata.namespace}`;
  return diagnose('SLU204', second.at.spanOf(['metadata', 'name']), `The ${kind} ${metadata.name}${where} is given twice, and only one of the two can be meant. Remove one, or give it another name or namespace.`, [
    { message: 'it is given first here', span: first.at.spanOf(['metadata', 'name']) },
  ]);
}
