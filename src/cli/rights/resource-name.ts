import { isJsonObject, type Json } from '../../lang/index.ts';
import type { KubeObject } from '../../model/index.ts';

/** How the API calls a kind, in its paths and in RBAC. */
export interface ResourceName {
  readonly group: string;
  readonly plural: string;
}

const irregular: Readonly<Record<string, string>> = { Endpoints: 'endpoints' };

/** The name of an object's kind: as a CustomResourceDefinition among the manifests has it, else as Kubernetes forms names. */
export function resourceNameOf({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>, manifests: readonly KubeObject[]): ResourceName {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const definition = manifests.find((object) => object.kind === 'CustomResourceDefinition' && object.spec?.['group'] === group && namesIn(object)['kind'] === kind);
  const defined = definition && namesIn(definition)['plural'];
  return { group, plural: typeof defined === 'string' ? defined : (irregular[kind] ?? pluralOf(kind.toLowerCase())) };
}

function namesIn({ spec = {} }: KubeObject): Readonly<Record<string, Json>> {
  return isJsonObject(spec['names']) ? spec['names'] : {};
}

/** "ingresses", "networkpolicies", "gateways". */
function pluralOf(singular: string): string {
  if (/(?:s|x|ch|sh)$/.test(singular)) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
