import { isJsonObject, type Json } from '../lang/index.ts';
import { PortError, refKey, type Change } from '../model/index.ts';
import { fieldChanges } from '../plan/index.ts';
import { renderTerminal, terraformStageView, type TerraformChange } from '../render/index.ts';
import type { Terminal } from './terminal.ts';
import { plannedObjects, terraform, type PlannedObject, type TerraformSetting } from './terraform-run.ts';

/** A stage's configuration: where it is, and how people are told of it. */
export interface StageFolder {
  readonly folder: string;
  readonly title: string;
  /** It only takes over what there is: whatever differs from the plan's picture is refused. */
  readonly onlyTakesOver: boolean;
}

/** Init, plan and apply of one stage, with Terraform's plan shown in between. Throws PortError with what Terraform said. */
export async function applyStage({ folder, title, onlyTakesOver }: StageFolder, setting: TerraformSetting, terminal: Terminal): Promise<void> {
  const run = async (command: string, args: readonly string[], line?: (text: string) => void): Promise<string> => {
    const { code, output } = await terraform(folder, [command, ...args], setting, line);
    if (code !== 0) throw new PortError('unavailable', `${setting.bin} ${command} failed in ${folder}:\n${output}`);
    return output;
  };
  await run('init', ['-input=false', '-no-color', '-reconfigure']);
  await run('plan', ['-input=false', '-no-color', '-out=stage.tfplan']);
  const objects = plannedObjects(await run('show', ['-json', 'stage.tfplan']));
  terminal.out(`\n${renderTerminal(terraformStageView(title, objects.map(changeOf)), { width: terminal.width, colour: terminal.color, unicode: false })}`);
  const other = onlyTakesOver ? objects.find(({ after, live }) => !isWithin(after, live)) : undefined;
  if (other !== undefined) throw new PortError('conflict', `${refKey(other.object)} is not as the plan says it was. Plan again from what there is.`);
  await run('apply', ['-input=false', '-no-color', 'stage.tfplan'], (text) => void (/^kubernetes_manifest/.test(text) && terminal.err(`    ${text}\n`)));
}

/** Whether an object has all that a manifest says of it. */
function isWithin(manifest: Json, live: Json): boolean {
  if (isJsonObject(manifest)) return isJsonObject(live) && Object.entries(manifest).every(([key, value]) => isWithin(value, live[key] ?? null));
  return JSON.stringify(manifest) === JSON.stringify(live);
}

function changeOf(planned: PlannedObject): TerraformChange {
  const { actions, imported, object } = planned;
  const [before, after] = withoutSecrets(planned);
  if (actions.length > 1) return { kind: 'replace', change: { action: 'update', object, fields: [] } };
  switch (actions[0]) {
    case 'create':
      return { kind: 'change', imported, change: { action: 'create', object, fields: [] } };
    case 'delete':
      return { kind: 'change', imported, change: { action: 'delete', object } };
    default: {
      const change: Change = { action: 'update', object, fields: before === null ? [] : fieldChanges(before, after) };
      return { kind: 'change', imported, change };
    }
  }
}

/** Terraform's JSON has the values of variables, the secret ones as well: of a Secret only the names of what changes are shown. */
function withoutSecrets({ object, before, after }: PlannedObject): readonly [Json, Json] {
  if (object.kind !== 'Secret') return [before, after];
  const [was, is] = [dataOf(before), dataOf(after)];
  const hidden = (manifest: Json, own: Readonly<Record<string, Json>>, other: Readonly<Record<string, Json>>, changed: string): Json =>
    isJsonObject(manifest) ? { ...manifest, data: Object.fromEntries(Object.keys(own).map((key) => [key, JSON.stringify(own[key]) === JSON.stringify(other[key]) ? '(sensitive value)' : changed])) } : manifest;
  return [hidden(before, was, is, '(sensitive value)'), hidden(after, is, was, '(sensitive value, another one)')];
}

function dataOf(manifest: Json): Readonly<Record<string, Json>> {
  const data = isJsonObject(manifest) ? manifest['data'] : undefined;
  return isJsonObject(data) ? data : {};
}
