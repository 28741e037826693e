import type { NodeStatus } from '../model/index.ts';
import { isTrue, wholeIn } from './fields.ts';
import { boundaryTemplate } from './boundary.ts';
import type { Run } from './run.ts';
import { templateType, type Template } from './template.ts';

const failFastMessage = 'template has failed or errored children and failFast enabled';

/**
 * Whether there is a place for a node now: in the Workflow, in its own template and in the one it belongs to.
 *
 * A template with `failFast` and failed children is ended here, once none of its pods runs.
 *
 * @see Argo Workflows 4.1 controller checkParallelism
 */
export function checkParallelism(run: Run, template: Template, node: NodeStatus | null, boundary: string | null): boolean {
  const { book } = run;
  const whole = wholeIn(run.program.spec, 'parallelism');
  if (whole !== null && book.activePods >= whole) return false;
  const type = templateType(template);
  if (node && (type === 'dag' || type === 'steps')) {
    if (failsFast(run, template, node)) return false;
    const most = parallelismOf(template);
    if (most !== null && book.countsOf(node.id).pods >= most) return false;
  }
  if (boundary === null || (node && (node.phase === 'Pending' || node.phase === 'Running'))) return true;
  const parent = book.findId(boundary);
  const parentTemplate = boundaryTemplate(run, boundary);
  if (!parent || !parentTemplate) return true;
  if (failsFast(run, parentTemplate, parent)) return false;
  const most = parallelismOf(parentTemplate);
  return most === null || book.countsOf(boundary).active < most;
}

function parallelismOf(template: Template): number | null {
  const most = wholeIn(template, 'parallelism');
  return most !== null && most > 0 ? most : null;
}

function failsFast(run: Run, template: Template, node: NodeStatus): boolean {
  const { book } = run;
  const counts = book.countsOf(node.id);
  if (!isTrue(template, 'failFast') || counts.unsuccessful === 0) return false;
  if (counts.pods === 0) {
    if (templateType(template) === 'steps') {
      const group = lastGroup(run, node, new Set());
      if (group) book.mark(group.name, 'Failed', run.now, failFastMessage);
    }
    book.mark(node.name, 'Failed', run.now, failFastMessage);
  }
  return true;
}

/** The step group that is come to last from a node, those of nested steps included. @see Argo Workflows 4.1 controller findLeafNodeWithType */
function lastGroup(run: Run, node: NodeStatus, without: Set<string>): NodeStatus | null {
  for (const id of [...node.children].reverse()) {
    const child = without.has(id) ? null : run.book.findId(id);
    const found = child && lastGroup(run, child, without);
    if (found) return found;
  }
  without.add(node.id);
  return node.type === 'StepGroup' ? node : null;
}
