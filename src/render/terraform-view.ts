import type { Change } from '../model/index.ts';
import { changeLines } from './stage-view.ts';
import { changed, dim, field, line, strong, value, type Block, type Line, type View } from './view.ts';

/** What Terraform will do to one object. */
export type TerraformChange =
  | { readonly kind: 'change'; readonly change: Change; readonly imported: boolean }
  /** It is deleted and made anew. */
  | { readonly kind: 'replace'; readonly change: Change };

/** A stage as Terraform plans it, in the form of the stages of plans. */
export function terraformStageView(title: string, changes: readonly TerraformChange[]): View {
  const rows = changes.flatMap(rowsOf);
  const block: Block = { kind: 'fields', fields: [field('objects', ...(rows.length === 0 ? [line(dim('nothing to change'))] : rows))] };
  return [{ kind: 'section', title: line('Terraform, ', strong(title)), blocks: [block] }];
}

function rowsOf(one: TerraformChange): readonly Line[] {
  const { change } = one;
  const name = value(`${change.object.kind} ${change.object.name}`);
  if (one.kind === 'replace') return [line(changed('-/+'), ' ', name, dim(' is made anew'))];
  const lines = changeLines(change, 'all');
  return one.imported ? [line('= ', name, dim(' is there already')), ...lines] : lines;
}
