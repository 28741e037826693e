import { diagnose } from '../../diagnostic/index.ts';
import { numberAt, textAt, valueAt } from '../fields.ts';
import { dependenciesOf } from '../task-order.ts';
import { callsOf, templatesIn, type CallPart } from '../workflow-calls.ts';
import type { WorkflowRule } from '../workflow-parts.ts';

/**
 * SLU269: where not all tasks may begin at once, those do that the controller comes to first: depth first from the tasks that nothing waits for, by name.
 *
 * @see Argo Workflows 4.1 controller findLeafTaskNames, executeDAGTask
 */
export const workflowStartOrder: WorkflowRule = function* ({ resource, spec, path, ...rest }) {
  const workflow = { resource, spec, path, ...rest };
  for (const template of templatesIn(workflow)) {
    if (template.value['dag'] === undefined) continue;
    const own = numberAt(template.value, 'parallelism');
    const whole = numberAt(spec, 'parallelism');
    const most = Math.min(own ?? Infinity, whole ?? Infinity);
    if (most === Infinity) continue;
    const tasks = callsOf(template);
    const written = tasks.filter((task) => dependenciesOf(task).length === 0).map(({ name }) => name);
    if (written.length <= most || most < 1) continue;
    const begins = startOrder(tasks, textAt(valueAt(template.value, 'dag'), 'target') ?? '').filter((name) => written.includes(name));
    const first = begins.slice(0, most);
    if (first.every((name) => written.indexOf(name) < most)) continue;
    const place = own !== null && own <= (whole ?? Infinity) ? [...template.path, 'parallelism'] : [...path, 'parallelism'];
    yield diagnose('SLU269', resource.at.keySpanOf(place), `The first to begin are not those written first but ${first.slice(0, 5).join(', ')}: the controller goes depth first from the tasks that nothing waits for, by their names. Where the order matters, say it with depends.`);
  }
};

function startOrder(tasks: readonly CallPart[], target: string): readonly string[] {
  const needs = new Map(tasks.map((task) => [task.name, dependenciesOf(task).map(({ name }) => name)]));
  const awaited = new Set([...needs.values()].flat());
  const leaves = target === '' ? [...needs.keys()].filter((name) => !awaited.has(name)).sort() : target.split(' ');
  const order: string[] = [];
  const seen = new Set<string>();
  const stack = leaves.reverse().map((name) => ({ name, isDone: false }));
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.isDone) order.push(top.name);
    else if (!seen.has(top.name)) {
      seen.add(top.name);
      stack.push({ name: top.name, isDone: true }, ...[...(needs.get(top.name) ?? [])].reverse().map((name) => ({ name, isDone: false })));
    }
  }
  return order;
}
