import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest/index.js';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { LocalBackend, TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { isJsonObject, type Json, type JsonObject } from '../src/lang/index.ts';
import { logicalId } from './logical-id.ts';
import { manifestForTerraform } from './manifest-for-terraform.ts';
import type { StageObject } from './objects-at.ts';
import type { StackPlan, Wait } from './stages.ts';
import { escaped } from './terraform-text.ts';

/** What plans show in place of a Secret's values. */
const hiddenValue = '(sensitive value)';

/**
 * One stage of a plan as a Terraform stack: every object that the plan has made or changed by then, as it stands there.
 *
 * Logical ids come from the objects' names and the state's place from the program, so that the stacks of consecutive stages describe one state.
 * Which cluster it is, is said where Terraform runs (KUBE_CONFIG_PATH). A Secret's values are variables: they stand in no file.
 */
export class StageStack extends TerraformStack {
  constructor(scope: Construct, { id, state, namespace, fieldManager, objects, waits, shrinking }: StackPlan) {
    super(scope, id);
    // Terraform runs in a stack's own folder, two below the output folder. By default the path would be one of this machine.
    new LocalBackend(this, { path: `../../${state}.tfstate` });
    new KubernetesProvider(this, 'kubernetes', {});
    const ranks: Manifest[][] = [[], [], []];
    for (const rank of [0, 1, 2]) {
      const before = ranks.flat();
      for (const [key, object] of objects) {
        if (rankOf(key, object, shrinking) === rank) ranks[rank]?.push(this.addObject(key, object, { namespace, fieldManager, wait: waits.get(key), dependsOn: before }));
      }
    }
  }

  private addObject(key: string, { manifest, existed }: StageObject, given: { readonly namespace: string; readonly fieldManager: string; readonly wait: Wait | undefined; readonly dependsOn: Manifest[] }): Manifest {
    const { namespace, fieldManager, wait, dependsOn } = given;
    const plain = manifestForTerraform(manifest, namespace);
    const timeout = `${wait?.seconds ?? 0}s`;
    const resource = new Manifest(this, logicalId(key), {
      manifest: this.withVariables(key, plain) as Record<string, unknown>,
      ...(dependsOn.length > 0 && { dependsOn }),
      ...(wait !== undefined && { wait: { fields: { ...wait.fields } }, timeouts: { create: timeout, update: timeout } }),
      // Whoever made the object owns its fields. Under a name of our own nothing is taken away that we do not say.
      ...(existed && { fieldManager: { name: fieldManager, forceConflicts: true } }),
    });
    if (existed) resource.importFrom(importId(plain));
    return resource;
  }

  private withVariables(key: string, manifest: JsonObject): unknown {
    const terraform = escaped(manifest) as JsonObject;
    const data = terraform['data'];
    if (manifest['kind'] !== 'Secret' || !isJsonObject(data)) return terraform;
    const values = Object.entries(data).map(([name, value]) => [name, isHidden(value) ? this.secretValue(key, name) : value] as const);
    return { ...terraform, data: Object.fromEntries(values) };
  }

  private secretValue(key: string, name: string): string {
    const id = logicalId(`${key}/${name}`);
    new TerraformVariable(this, id, { type: 'string', sensitive: true, description: `${name} of Secret ${key}` });
    return `\${base64encode(var.${id})}`;
  }
}

/** New pods come before traffic moves to them, and old ones go after that. */
function rankOf(key: string, { manifest }: StageObject, shrinking: ReadonlySet<string>): number {
  if (manifest['kind'] !== 'ReplicaSet') return 1;
  return shrinking.has(key) ? 2 : 0;
}

function isHidden(value: Json): boolean {
  return value === hiddenValue || value === Buffer.from(hiddenValue).toString('base64');
}

/** What the provider finds an object by. */
function importId(manifest: JsonObject): string {
  const { name = '', namespace } = manifest['metadata'] as { readonly name?: string; readonly namespace?: string };
  const parts = [`apiVersion=${String(manifest['apiVersion'])}`, `kind=${String(manifest['kind'])}`, ...(namespace === undefined ? [] : [`namespace=${namespace}`]), `name=${name}`];
  return parts.join(',');
}
