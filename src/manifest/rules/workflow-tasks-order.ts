import { diagnose, didYouMean, type Span } from '../../diagnostic/index.ts';
import { textAt } from '../fields.ts';
import { ancestorsOf, dependenciesOf } from '../task-order.ts';
import { callsOf, isLoop, templatesIn, type CallPart } from '../workflow-calls.ts';
import type { WorkflowRule } from '../workflow-parts.ts';
import { repeated } from './names-unique.ts';

const results: readonly string[] = ['Succeeded', 'Failed', 'Errored', 'Skipped', 'Omitted', 'Daemoned', 'AnySucceeded', 'AllFailed'];

/** SLU227, SLU202, SLU248: tasks have a name each, wait for tasks that are there, and never for each other. @see Argo Workflows 4.1 validate.validateDAG */
export const workflowTasksOrder: WorkflowRule = function* (workflow) {
  const { resource } = workflow;
  for (const template of templatesIn(workflow)) {
    const calls = callsOf(template);
    const places = calls.map(({ name, path }) => ({ name, path: [...path, 'name'] }));
    for (const group of new Set(calls.map(({ group: one }) => one))) yield* repeated(places.filter((_, at) => calls[at]?.group === group), template.value['dag'] === undefined ? 'step' : 'task', resource);
    if (template.value['dag'] === undefined) continue;
    const tasks = new Map(calls.map((call) => [call.name, call]));
    const names = [...tasks.keys()];
    for (const call of calls) {
      const field = textAt(call.value, 'depends') ? 'depends' : 'dependencies';
      for (const { name, result } of dependenciesOf(call)) {
        const place = (): Span => resource.at.spanOf([...call.path, field]);
        const found = tasks.get(name);
        if (!found) yield diagnose('SLU202', place(), `The task ${call.name} waits for ${name}, and the DAG has no such task.${didYouMean(name, names)}`);
        else if (result !== null && !results.includes(result)) yield diagnose('SLU202', place(), `Tasks have no result ${result}; they have ${results.join(', ')}.${didYouMean(result, results)}`);
        else if ((result === 'AnySucceeded' || result === 'AllFailed') && !isLoop(found.value)) {
          yield diagnose('SLU235', place(), `${name}.${result} asks how the items of a loop ended, but ${name} has no loop. Ask for ${name}.${result === 'AllFailed' ? 'Failed' : 'Succeeded'}.`);
        }
      }
    }
    const target = textAt(template.value, 'dag', 'target') ?? '';
    for (const name of target.includes('{{') ? [] : target.split(' ').filter((one) => one !== '')) {
      if (!tasks.has(name)) yield diagnose('SLU202', resource.at.spanOf([...template.path, 'dag', 'target']), `The target ${name} is no task of the DAG.${didYouMean(name, names)}`);
    }
    const first = firstInCircle(calls, tasks);
    if (first) yield diagnose('SLU248', resource.at.spanOf([...first.path, 'name']), `The task ${first.name} waits for itself, through ${dependenciesOf(first).map(({ name }) => name).join(', ')}. No task of the circle could ever begin; take one dependency out.`);
  }
};

/** The first task that waits for itself. Only where some can never begin is it looked at who waits for whom: without circles it costs what there is to read. */
function firstInCircle(calls: readonly CallPart[], tasks: ReadonlyMap<string, CallPart>): CallPart | undefined {
  const missing = new Map<string, number>();
  const dependents = new Map<string, string[]>();
  for (const [name, task] of tasks) {
    const needs = new Set(dependenciesOf(task).flatMap((one) => (tasks.has(one.name) ? [one.name] : [])));
    missing.set(name, needs.size);
    for (const need of needs) {
      const known = dependents.get(need);
      if (known) known.push(name);
      else dependents.set(need, [name]);
    }
  }
  const ready = [...missing].filter(([, count]) => count === 0).map(([name]) => name);
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    missing.delete(name);
    for (const dependent of dependents.get(name) ?? []) {
      const left = (missing.get(dependent) ?? 0) - 1;
      missing.set(dependent, left);
      if (left === 0) ready.push(dependent);
    }
  }
  return calls.find((call) => missing.has(call.name) && ancestorsOf(call, tasks).has(call.name));
}
