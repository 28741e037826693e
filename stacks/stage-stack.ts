import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest/index.js';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { Objects } from './objects-at.ts';

/**
 * One stage of a plan as a Terraform stack: every object the plan has made by then, as it stands there.
 *
 * Logical ids come from the objects' names, so that the stacks of consecutive stages describe one state.
 */
export class StageStack extends TerraformStack {
  constructor(scope: Construct, id: string, objects: Objects) {
    super(scope, id);
    new KubernetesProvider(this, 'kubernetes', {});
    for (const [key, manifest] of objects) new Manifest(this, logicalId(key), { manifest: escaped(manifest) as Record<string, unknown> });
  }
}

/** "default/ReplicaSet/web-77d5" -> "default_ReplicaSet_web-77d5"; a dot stands in no Terraform name. */
export function logicalId(key: string): string {
  return key.replaceAll('/', '_').replaceAll('.', '-');
}

/** Terraform reads `${` and `%{` in every text, keys included, as the start of a template; doubled they stand for themselves. */
export function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[$%](?={)/g, (mark) => mark + mark);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escaped(key), escaped(item)]));
}
