import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest/index.js';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { LocalBackend, TerraformStack, TerraformVariable, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { isJsonObject, type Json, type JsonObject } from '../src/lang/index.ts';
import { logicalId } from './logical-id.ts';
import { manifestForTerraform } from './manifest-for-terraform.ts';
import type { StageObject } from './objects-at.ts';
import type { StackPlan, Wait } from './stages.ts';
import { escaped, escapedText } from './terraform-text.ts';
import { partsOf, sensitiveText } from './unknown-texts.ts';

/**
 * One stage of a plan as a Terraform stack: every object that the plan has made or changed by then, as it stands there.
 *
 * Logical ids come from the objects' names and the state's place from the program, so that the stacks of consecutive stages describe one state.
 * Which cluster it is, is said where Terraform runs (KUBE_CONFIG_PATH). A Secret's values are variables: they stand in no file. So is what only a run
 * of a Workflow can tell, and whether a step runs that depends on it.
 */
export class StageStack extends TerraformStack {
  /** Without a value Terraform applies none of them, so that whoever applies says what they are. */
  readonly variables: string[] = [];

  constructor(scope: Construct, { id, state, namespace, fieldManager, objects, waits, shrinking, conditions, program }: StackPlan) {
    super(scope, id);
    // Terraform runs in a stack's own folder, two below the output folder. By default the path would be one of this machine.
    new LocalBackend(this, { path: `../../${state}.tfstate` });
    new KubernetesProvider(this, 'kubernetes', {});
    const ranks: Manifest[][] = [[], [], []];
    for (const rank of [0, 1, 2]) {
      const before = ranks.flat();
      for (const [key, object] of objects) {
        if (rankOf(key, object, shrinking) === rank) ranks[rank]?.push(this.addObject(key, object, { namespace, fieldManager, wait: waits.get(key), dependsOn: before, because: conditions.get(key) ?? null, isOfWorkflow: program?.kind === 'Workflow' }));
      }
    }
  }

  private addObject(key: string, { manifest, existed }: StageObject, given: Given): Manifest {
    const { namespace, fieldManager, wait, dependsOn, because, isOfWorkflow } = given;
    const plain = manifestForTerraform(manifest, namespace);
    const timeout = `${wait?.seconds ?? 0}s`;
    const id = logicalId(key);
    const values = manifest['kind'] === 'Secret' ? this.withSecretValues(key, plain) : isOfWorkflow ? this.withUnknowns(plain, key) : escaped(plain);
    const resource = new Manifest(this, id, {
      manifest: values as Record<string, unknown>,
      ...(because !== null && { count: Token.asNumber(`\${var.${this.variable(`${id}_runs`, 'bool', `whether ${key} is made, which ${because} tells`)} ? 1 : 0}`) }),
      ...(manifest['kind'] === 'Pod' && { computedFields: filledIn(plain) }),
      ...(dependsOn.length > 0 && { dependsOn }),
      ...(wait !== undefined && { wait: { fields: { ...wait.fields } }, timeouts: { create: timeout, update: timeout } }),
      // Whoever made the object owns its fields. Under a name of our own nothing is taken away that we do not say.
      ...(existed && { fieldManager: { name: fieldManager, forceConflicts: true } }),
    });
    if (existed) resource.importFrom(importId(plain));
    return resource;
  }

  private withSecretValues(key: string, manifest: JsonObject): unknown {
    const terraform = escaped(manifest) as JsonObject;
    const data = terraform['data'];
    if (!isJsonObject(data)) return terraform;
    const values = Object.entries(data).map(([name, value]) => [name, isHidden(value) ? this.secretValue(key, name) : value] as const);
    return { ...terraform, data: Object.fromEntries(values) };
  }

  /** `at`: "default/Pod/build/spec/containers/0/args/1", which names the variables. */
  private withUnknowns(value: Json, at: string): unknown {
    if (typeof value === 'string') return partsOf(value).map((part, index) => (part.kind === 'text' ? escapedText(part.text) : `\${var.${this.variable(logicalId(index === 0 ? at : `${at}/${index}`), 'string', part.kind === 'sensitive' ? 'a secret value' : `what ${part.because} gives`, part.kind === 'sensitive')}}`)).join('');
    if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => this.withUnknowns(item, `${at}/${index}`));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [escapedText(name), this.withUnknowns(item, `${at}/${name}`)]));
  }

  private variable(id: string, type: 'string' | 'bool', description: string, sensitive = false): string {
    new TerraformVariable(this, id, { type, description, ...(sensitive && { sensitive }) });
    this.variables.push(id);
    return id;
  }

  private secretValue(key: string, name: string): string {
    return `\${base64encode(var.${this.variable(logicalId(`${key}/${name}`), 'string', `${name} of Secret ${key}`, true)})}`;
  }
}

/** What admission adds to in a pod: without this the provider takes a volume of the ServiceAccount's token for a mistake of its own. Lists that are given are complete (`asAdmitted`). */
function filledIn({ spec }: JsonObject): string[] {
  const isComplete = isJsonObject(spec) && ('volumes' in spec || spec['automountServiceAccountToken'] === false);
  return ['metadata.annotations', 'metadata.labels', ...(isComplete ? [] : ['spec.containers', ...(isJsonObject(spec) && 'initContainers' in spec ? ['spec.initContainers'] : [])])];
}

interface Given {
  readonly namespace: string;
  readonly fieldManager: string;
  readonly wait: Wait | undefined;
  readonly dependsOn: Manifest[];
  /** What will tell whether the object is there; null: it is. */
  readonly because: string | null;
  readonly isOfWorkflow: boolean;
}

/** New sets come before traffic moves to them, and old ones go after that; pods of Workflows come behind what they mount. */
function rankOf(key: string, { manifest }: StageObject, shrinking: ReadonlySet<string>): number {
  if (manifest['kind'] === 'Pod') return 2;
  if (manifest['kind'] !== 'ReplicaSet') return 1;
  return shrinking.has(key) ? 2 : 0;
}

function isHidden(value: Json): boolean {
  return value === sensitiveText || value === Buffer.from(sensitiveText).toString('base64');
}

/** What the provider finds an object by. */
function importId(manifest: JsonObject): string {
  const { name = '', namespace } = manifest['metadata'] as { readonly name?: string; readonly namespace?: string };
  const parts = [`apiVersion=${String(manifest['apiVersion'])}`, `kind=${String(manifest['kind'])}`, ...(namespace === undefined ? [] : [`namespace=${namespace}`]), `name=${name}`];
  return parts.join(',');
}
