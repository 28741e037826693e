import { fieldChanges, pathText } from '../plan/index.ts';
import type { Json } from '../lang/index.ts';
import type { PlannedObject } from './terraform-run.ts';

/** What Terraform will do in a stage, in the way that plans show stages. */
export function terraformStageText(title: string, objects: readonly PlannedObject[]): string {
  const lines = objects.flatMap((object) => [`    ${sign(object)} ${object.key}${object.imported ? ', which is there already' : ''}`, ...differences(object)]);
  return `  ${title}\n${lines.length === 0 ? '    nothing to change\n' : `${lines.join('\n')}\n`}`;
}

function sign({ actions }: PlannedObject): string {
  if (actions.length > 1) return '-/+';
  switch (actions[0]) {
    case 'create': return '+';
    case 'delete': return '-';
    case 'update': return '~';
    default: return '=';
  }
}

function differences({ actions, before, after }: PlannedObject): readonly string[] {
  if (!actions.includes('update') || before === null) return [];
  return fieldChanges(before, after).map((change) => `        ${pathText(change.path)}: ${short(change.before)} -> ${short(change.after)}`);
}

function short(value: Json): string {
  const text = value === null ? '(none)' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
