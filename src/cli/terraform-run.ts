import { spawn, spawnSync } from 'node:child_process';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { ObjectRef } from '../model/index.ts';

/** Where and as whom Terraform runs. */
export interface TerraformSetting {
  /** `terraform`, `tofu`, or a path to one of them. */
  readonly bin: string;
  readonly kubeconfig: string;
  readonly context: string | undefined;
  /** Values of variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What one run of Terraform gave. */
export interface TerraformResult {
  readonly code: number;
  readonly output: string;
}

/** Whether the program is there. */
export function terraformIsThere(bin: string): boolean {
  return spawnSync(bin, ['version'], { stdio: 'ignore', env: environment() }).status === 0;
}

/** Runs Terraform in a folder, without a terminal and without questions. */
export async function terraform(folder: string, args: readonly string[], setting: TerraformSetting, line: (text: string) => void = () => undefined): Promise<TerraformResult> {
  const child = spawn(setting.bin, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment(), KUBE_CONFIG_PATH: setting.kubeconfig, ...(setting.context !== undefined && { KUBE_CTX: setting.context }), ...variables(setting) },
  });
  let output = '';
  let rest = '';
  const take = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    output += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const each of lines) line(each);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const code = await new Promise<number>((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => done(status ?? 1));
  });
  return { code, output };
}

/** The user's environment, but for what would name a cluster: that is said on the command line alone. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('KUBE_') && name !== 'KUBECONFIG');
  return { ...Object.fromEntries(kept), TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1', NO_COLOR: '1' };
}

function variables({ variables: values }: TerraformSetting): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`TF_VAR_${name}`, value]));
}

/** What Terraform will do to one object. */
export interface PlannedObject {
  readonly object: ObjectRef;
  readonly actions: readonly string[];
  readonly imported: boolean;
  readonly before: Json;
  readonly after: Json;
  /** As the cluster has it now; null: it is not there. */
  readonly live: Json;
}

/** The objects of `terraform show -json` of a plan; those that stay as they are left out. */
export function plannedObjects(json: string): readonly PlannedObject[] {
  const plan = JSON.parse(json) as { readonly resource_changes?: readonly JsonObject[] };
  return (plan.resource_changes ?? []).flatMap((resource): readonly PlannedObject[] => {
    const change = resource['change'];
    if (resource['type'] !== 'kubernetes_manifest' || !isJsonObject(change)) return [];
    const actions = change['actions'] as readonly string[];
    const imported = isJsonObject(change['importing']);
    const [before, after] = [manifestOf(change['before']), manifestOf(change['after'])];
    if (actions.join() === 'no-op' && !imported) return [];
    const live = isJsonObject(change['before']) ? (change['before']['object'] ?? null) : null;
    return [{ object: refOf(after ?? before), actions, imported, before, after, live }];
  });
}

function manifestOf(values: Json | undefined): Json {
  return isJsonObject(values) ? (values['manifest'] ?? null) : null;
}

function refOf(manifest: Json): ObjectRef {
  const { apiVersion = '', kind = '', metadata = {} } = (manifest ?? {}) as { readonly apiVersion?: string; readonly kind?: string; readonly metadata?: { readonly name?: string; readonly namespace?: string } };
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}
