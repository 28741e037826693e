import { diagnose, didYouMean, type Span } from '../../diagnostic/index.ts';
import { textAt } from '../fields.ts';
import { ancestorsOf, dependenciesOf } from '../task-order.ts';
import { callsByName, callsOf, isLoop, templatesIn, type CallPart } from '../workflow-calls.ts';
import type { WorkflowRule } from '../workflow-parts.ts';
import { repeated } from './names-unique.ts';

const results: readonly string[] = ['Succeeded', 'Failed', 'Errored', 'Skipped', 'Omitted', 'Daemoned', 'AnySucceeded', 'AllFailed'];

/** SLU227, SLU202, SLU248: tasks have a name each, wait for tasks that are there, and never for each other. @see Argo Workflows 4.1 validate.validateDAG */
export const workflowTasksOrder: WorkflowRule = function* (workflow) {
  const { resource } = workflow;
  for (const template of templatesIn(workflow)) {
    const calls = callsOf(template);
    const isDag = template.value['dag'] !== undefined;
    const tasks = callsByName(template);
    if (tasks.size < calls.length) yield* repeated(calls, isDag ? 'task' : 'step', resource);
    if (!isDag) continue;
    for (const call of calls) {
      const field = textAt(call.value, 'depends') ? 'depends' : 'dependencies';
      for (const { name, result } of dependenciesOf(call)) {
        const place = (): Span => resource.at.spanOf([...call.path, field]);
        const found = tasks.get(name);
        if (!found) yield diagnose('SLU202', place(), `The task ${call.name} waits for ${name}, and the DAG has no such task.${didYouMean(name, tasks.keys())}`);
        else if (result !== null && !results.includes(result)) yield diagnose('SLU202', place(), `Tasks have no result ${result}; they have ${results.join(', ')}.${didYouMean(result, results)}`);
        else if ((result === 'AnySucceeded' || result === 'AllFailed') && !isLoop(found.value)) {
          yield diagnose('SLU235', place(), `${name}.${result} asks how the items of a loop ended, but ${name} has no loop. Ask for ${name}.${result === 'AllFailed' ? 'Failed' : 'Succeeded'}.`);
        }
      }
    }
    const target = textAt(template.value, 'dag', 'target') ?? '';
    for (const name of target.includes('{{') ? [] : target.split(' ').filter((one) => one !== '')) {
      if (!tasks.has(name)) yield diagnose('SLU202', resource.at.spanOf([...template.path, 'dag', 'target']), `The target ${name} is no task of the DAG.${didYouMean(name, tasks.keys())}`);
    }
    const first = isInOrder(calls, tasks) ? undefined : firstInCircle(calls, tasks);
    if (first) yield diagnose('SLU248', resource.at.spanOf([...first.path, 'name']), `The task ${first.name} waits for itself, through ${dependenciesOf(first).map(({ name }) => name).join(', ')}. No task of the circle could ever begin; take one dependency out.`);
  }
};

/** Whether each task is written behind all that it waits for, as most are: then none waits for itself. */
function isInOrder(calls: readonly CallPart[], tasks: ReadonlyMap<string, CallPart>): boolean {
  const isBefore = (one: CallPart | undefined, other: CallPart): boolean => one === undefined || Number(one.path.at(-1)) < Number(other.path.at(-1));
  return calls.every((call) => dependenciesOf(call).every(({ name }) => isBefore(tasks.get(name), call)));
}

/** The first task that waits for itself. Only where some can never begin is it looked at who waits for whom: without circles it costs what there is to read. */
function firstInCircle(calls: readonly CallPart[], tasks: ReadonlyMap<string, CallPart>): CallPart | undefined {
  const states = new Map<string, { missing: number; readonly dependents: string[] }>();
  tasks.forEach((_, name) => states.set(name, { missing: 0, dependents: [] }));
  const ready: string[] = [];
  tasks.forEach((task, name) => {
    // What is named twice counts twice, here and below.
    let missing = 0;
    for (const need of dependenciesOf(task)) {
      const awaited = states.get(need.name);
      if (!awaited) continue;
      awaited.dependents.push(name);
      missing++;
    }
    const state = states.get(name);
    if (state) state.missing = missing;
    if (missing === 0) ready.push(name);
  });
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    for (const dependent of states.get(name)?.dependents ?? []) {
      const state = states.get(dependent);
      if (state && --state.missing === 0) ready.push(dependent);
    }
  }
  return calls.find((call) => (states.get(call.name)?.missing ?? 0) > 0 && ancestorsOf(call, tasks).has(call.name));
}
