import type { Problem } from './problem.ts';
import { isMap, partOf, setField, type Located, type YamlMap, type YamlValue } from './value.ts';

/** The objects that Terraform's JSON holds, and what of them only Terraform knows. */
export interface TerraformObjects {
  readonly objects: readonly Located[];
  readonly problems: readonly Problem[];
}

/**
 * The manifests of `kubernetes_manifest` resources in a configuration (`*.tf.json`, as CDKTF writes it) or in a plan or state
 * (`terraform show -json`).
 *
 * @returns null for a document that is none of these
 */
export function terraformObjects(document: Located): TerraformObjects | null {
  const { value } = document;
  if (!isMap(value) || 'apiVersion' in value || 'kind' in value) return null;
  if (typeof value['format_version'] === 'string') {
    const resources = [...path(document, ['planned_values', 'root_module']), ...path(document, ['values', 'root_module'])].flatMap(resourcesOf);
    return { objects: resources, problems: [] };
  }
  // CDKTF's list of its stacks holds no object.
  if (isMap(value['stacks']) && typeof value['version'] === 'string') return { objects: [], problems: [] };
  const manifests = path(document, ['resource', 'kubernetes_manifest']).flatMap(blocks).flatMap(fields).flatMap(blocks).flatMap((resource) => path(resource, ['manifest']));
  if (manifests.length === 0 && !isMap(value['terraform'])) return null;
  return { objects: manifests.map(unescaped), problems: manifests.flatMap(expressions) };
}

/** In a plan values stand as they are, and modules hold further modules. */
function resourcesOf(module: Located): readonly Located[] {
  const own = path(module, ['resources']).flatMap(items).filter(({ value }) => isMap(value) && value['type'] === 'kubernetes_manifest');
  return [...own.flatMap((resource) => path(resource, ['values', 'manifest'])), ...path(module, ['child_modules']).flatMap(items).flatMap(resourcesOf)];
}

/** What stands at a path. Terraform takes a list of objects for one object in several parts. */
function path(from: Located, steps: readonly string[]): readonly Located[] {
  return steps.reduce<readonly Located[]>((found, step) => found.flatMap(blocks).flatMap((one) => field(one, step)), [from]);
}

function blocks(located: Located): readonly Located[] {
  return Array.isArray(located.value) ? items(located) : [located];
}

function field({ value, place }: Located, name: string): readonly Located[] {
  const found = isMap(value) ? value[name] : undefined;
  return found === undefined || found === null ? [] : [{ value: found, place: partOf(place, name) ?? place }];
}

function fields(located: Located): readonly Located[] {
  return isMap(located.value) ? Object.keys(located.value).flatMap((name) => field(located, name)) : [];
}

function items({ value, place }: Located): readonly Located[] {
  return Array.isArray(value) ? (value as readonly YamlValue[]).map((item, index) => ({ value: item, place: partOf(place, index) ?? place })) : [];
}

const doubled = /([$%])\1(?=\{)/g;
const expression = /(?<!\$)\$\{|(?<!%)%\{/;

function unescaped({ value, place }: Located): Located {
  return { value: plain(value), place };
}

/** Doubled marks stand for themselves. Places are those of the texts as written. */
function plain(value: YamlValue): YamlValue {
  if (typeof value === 'string') return value.replace(doubled, '$1');
  if (Array.isArray(value)) return (value as readonly YamlValue[]).map(plain);
  if (!isMap(value)) return value;
  const out: Record<string, YamlValue> = {};
  for (const [key, item] of Object.entries(value)) setField(out, key.replace(doubled, '$1'), plain(item));
  return out satisfies YamlMap;
}

/** Texts that Terraform computes: what they will be is not known here. */
function expressions(located: Located): readonly Problem[] {
  const { value, place } = located;
  if (typeof value === 'string') {
    if (!expression.test(value)) return [];
    return [{ code: 'SLU120', start: place.start, end: place.end, detail: `Only Terraform knows what ${value.length > 60 ? `${value.slice(0, 60)}…` : value} is; here it stands as it is written. Read a plan instead: terraform show -json PLAN.` }];
  }
  return Array.isArray(value) ? items(located).flatMap(expressions) : fields(located).flatMap(expressions);
}
