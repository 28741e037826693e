import { holderFor, resolveTemplate } from './resolve-template.ts';
import type { Run } from './run.ts';
import type { Template } from './template.ts';

/** The template of a boundary node as the manifest has it; null: it is inline, of which the controller keeps no name. @see Argo Workflows 4.1 controller GetTemplateByBoundaryID */
export function boundaryTemplate(run: Run, boundary: string): Template | null {
  const node = run.book.findId(boundary);
  if (!node || node.template === null) return null;
  const found = resolveTemplate(run.program, node.templateScope, holderFor(node));
  return found.ok ? found.value.template : null;
}
