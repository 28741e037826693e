import { diagnose, didYouMean, type Diagnostic } from '../../diagnostic/index.ts';
import type { Inventory } from '../../model/index.ts';
import { isGiven, objectAt, textAt } from '../fields.ts';
import { ancestorsOf } from '../task-order.ts';
import { placeOfPart } from '../text-place.ts';
import { callsByName, callsOf, isLoop, templatesIn, variablesIn, variablesOf, variablesOfCall, type CallPart, type TemplatePart, type VariableUse } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';
import { hasGlobal, isLeaf, itemKeys, namesAt, namesOfCall, typeOfTemplate } from '../workflow-scope.ts';

/**
 * SLU247: variables name inputs that are declared, parameters that the Workflow has, and outputs of steps or tasks that come before. SLU265: names
 * that nothing ever has stay as they are written. SLU251: what passes all checks and never comes.
 *
 * @see Argo Workflows 4.1 validate.resolveAllVariables
 */
export const workflowVariablesFound: WorkflowRule = function* (workflow, inventory) {
  for (const template of templatesIn(workflow)) {
    yield* ownVariables(workflow, template);
    yield* variablesOfCalls(workflow, template, inventory);
  }
};

function* ownVariables(workflow: WorkflowParts, template: TemplatePart): Iterable<Diagnostic> {
  const { value } = template;
  const declared = { parameters: namesAt(value, 'inputs', 'parameters'), artifacts: namesAt(value, 'inputs', 'artifacts') };
  const type = typeOfTemplate(value);
  const callsOthers = type === 'steps' || type === 'dag';
  for (const use of variablesOf(template)) {
    const [, root = '', rest = ''] = /^(inputs|workflow|pod|steps|tasks|item)\.(.+)$/s.exec(use.name) ?? [];
    switch (root) {
      case 'inputs': {
        const [, kind = '', name = '', more = ''] = /^(parameters|artifacts)\.([^.]+)(.*)$/s.exec(rest) ?? [];
        const names = kind === 'artifacts' ? declared.artifacts : declared.parameters;
        if (rest === 'parameters' && names.length > 0) break;
        const isPath = kind === 'artifacts' && more === '.path';
        if (names.includes(name) && more !== '' && !(isPath && isLeaf(type))) yield missing(workflow, use, isPath ? 'Only what makes a pod has files, so the artifact has no path here.' : `An input has no ${more.slice(1)}.`);
        else if (name === '' || !names.includes(name)) yield missing(workflow, use, name === '' ? 'Inputs are inputs.parameters.NAME and inputs.artifacts.NAME.' : `The template has no input ${kind === 'parameters' ? 'parameter' : 'artifact'} ${name}.${didYouMean(name, names)}`);
        break;
      }
      case 'workflow':
        if (!hasGlobal(workflow, rest)) yield missing(workflow, use, whyNoGlobal(workflow, rest));
        break;
      case 'steps':
      case 'tasks':
        if (!callsOthers && rest !== 'name') yield missing(workflow, use, `Only a template with ${root} of its own sees what they make. Give it to this one as an input.`);
        else if (!rest.includes('.') && !rest.startsWith('name')) yield missing(workflow, use, `Write what of ${rest} is meant, as in ${root}.${rest}.outputs.result.`);
        break;
      case 'item':
        if (!callsOthers) yield missing(workflow, use, 'Items are seen by the step or task that has the loop. Give it to this template as an input.');
        break;
      case 'pod':
        if (rest !== 'name') yield missing(workflow, use, 'Of a pod only the name is known: pod.name.');
        else if (!isLeaf(type) || type === 'http' || type === 'plugin') yield missing(workflow, use, 'The template makes no pod of its own, so there is no name of one.');
        break;
      default:
        if (isUnknown(use.name)) yield keptAsWritten(workflow, use, declared.parameters);
    }
  }
}

function whyNoGlobal({ spec }: WorkflowParts, name: string): string {
  const [, parameter] = /^parameters\.(.+)$/.exec(name) ?? [];
  if (parameter !== undefined) return `The Workflow has no parameter ${parameter}.${didYouMean(parameter, namesAt(spec, 'arguments', 'parameters'))}`;
  if (name === 'failures') return 'Only a Workflow with onExit has failures.';
  const [, kind, output] = /^outputs\.(parameters|artifacts)\.(.+)$/.exec(name) ?? [];
  if (output !== undefined) return `No template publishes an output ${kind === 'parameters' ? 'parameter' : 'artifact'} with globalName: ${output}.`;
  return `A Workflow has no variable ${name}.`;
}

/** Names that the controller knows without a dot behind them. */
const bare: readonly string[] = ['item', 'retries', 'node.name', 'pod.name', 'steps.name', 'tasks.name', 'lastRetry.exitCode', 'lastRetry.status', 'lastRetry.duration', 'lastRetry.message', 'cronworkflow.name'];

/** Names whose first part the controller does not check; of other template languages, names begin with a sign. */
function isUnknown(name: string): boolean {
  return /^[A-Za-z]/.test(name) && !bare.includes(name) && !name.startsWith('outputs.') && !name.startsWith('cronworkflow.');
}

function keptAsWritten({ resource }: WorkflowParts, use: VariableUse, parameters: readonly string[]): Diagnostic {
  const { name } = use;
  const guess = didYouMean(name, [...parameters.map((parameter) => `inputs.parameters.${parameter}`), 'workflow.name', 'workflow.uid', 'workflow.namespace', ...bare]);
  return diagnose('SLU265', placeOfPart(resource, use), `Nothing is called ${name}, so {{${name}}} stays as it is written. Correct the name, or leave it if the program that reads it fills it in.${guess}`);
}

function* variablesOfCalls(workflow: WorkflowParts, template: TemplatePart, inventory: Inventory): Iterable<Diagnostic> {
  const calls = callsOf(template);
  if (calls.length === 0) return;
  const isDag = template.value['dag'] !== undefined;
  const byName = callsByName(template);
  const names = new Map<string, ReturnType<typeof namesOfCall>>();
  const told = (call: CallPart): ReturnType<typeof namesOfCall> => {
    const known = names.get(call.name);
    if (known !== undefined) return known;
    const found = namesOfCall(workflow, call, inventory);
    names.set(call.name, found);
    return found;
  };
  for (const use of variablesIn(template.value['outputs'] ?? null, [...template.path, 'outputs'])) {
    const [, prefix = '', name = '', rest = ''] = /^(steps|tasks)\.([^.]+)\.(.+)$/s.exec(use.name) ?? [];
    if (name === '') continue;
    yield* notTold(workflow, use, { prefix, name, rest }, isDag, byName, told);
    const found = byName.get(name);
    if (found && isDag && rest === 'status' && !isGiven(found.value, 'hooks')) yield missing(workflow, use, `How ${name} ended is told to tasks that wait for it, not to the outputs. Have a task make an output of it.`);
  }
  for (const [at, call] of calls.entries()) {
    const place = new Order(call, isDag, byName);
    for (const use of variablesOfCall(call)) {
      yield* itemsOfCall(workflow, use, call, calls.slice(0, isDag ? 0 : at));
      const [, prefix = '', name = '', rest = ''] = /^(steps|tasks)\.([^.]+)\.(.+)$/s.exec(use.name) ?? [];
      if (name === '') continue;
      yield* notTold(workflow, use, { prefix, name, rest }, isDag, byName, told);
      const found = byName.get(name);
      if (found && prefix === (isDag ? 'tasks' : 'steps')) yield* place.check(workflow, use, found, rest);
    }
  }
}

interface Named {
  readonly prefix: string;
  readonly name: string;
  readonly rest: string;
}

function* notTold(workflow: WorkflowParts, use: VariableUse, { prefix, name, rest }: Named, isDag: boolean, byName: ReadonlyMap<string, CallPart>, told: (call: CallPart) => ReturnType<typeof namesOfCall>): Iterable<Diagnostic> {
  const found = byName.get(name);
  if (prefix !== (isDag ? 'tasks' : 'steps') || !found) {
    yield missing(workflow, use, `There is no ${prefix === 'tasks' ? 'task' : 'step'} ${name} here.${didYouMean(name, [...byName.keys()])}`);
    return;
  }
  const known = told(found);
  if (known === null || known.has(rest)) return;
  const output = /^outputs\.(parameters|artifacts)\.(.+)$/.exec(rest);
  const why = output ? `Its template declares no output ${output[1] === 'parameters' ? 'parameter' : 'artifact'} ${output[2] ?? ''}.` : rest === 'outputs.result' || rest === 'exitCode' ? 'Its template runs no container, so it has none.' : `It tells ${[...known].join(', ')}.`;
  yield missing(workflow, use, `${isDag ? 'The task' : 'The step'} ${name} makes no ${rest}. ${why}${didYouMean(rest, known)}`);
}

/** Keys that no item has. A step sees the items of steps written before it too, as far as checks go. */
function* itemsOfCall(workflow: WorkflowParts, use: VariableUse, call: CallPart, before: readonly CallPart[]): Iterable<Diagnostic> {
  if (use.name === 'item' && !isLoop(call.value)) {
    yield diagnose('SLU265', placeOfPart(workflow.resource, use), `${call.name} has no loop, so {{item}} stays as it is written. Add withItems, withParam or withSequence, or take {{item}} out.`);
    return;
  }
  const [, key = ''] = /^item\.(.+)$/s.exec(use.name) ?? [];
  if (key === '') return;
  const loops = [call, ...before].filter(({ value }) => isLoop(value)).map(({ value }) => itemKeys(value));
  if (loops.some((keys) => keys === null || keys.has(key))) return;
  const known = loops.flatMap((keys) => [...(keys ?? [])]);
  yield missing(workflow, use, loops.length === 0 ? `${call.name} has no loop.` : `No item of the loop has a key ${key}.${didYouMean(key, known)}`);
}

/** What comes before one step or task. */
class Order {
  readonly #call: CallPart;
  readonly #isDag: boolean;
  readonly #byName: ReadonlyMap<string, CallPart>;
  #ancestors: ReadonlySet<string> | null = null;

  constructor(call: CallPart, isDag: boolean, byName: ReadonlyMap<string, CallPart>) {
    this.#call = call;
    this.#isDag = isDag;
    this.#byName = byName;
  }

  *check(workflow: WorkflowParts, use: VariableUse, found: CallPart, rest: string): Iterable<Diagnostic> {
    const { name, value } = this.#call;
    // Handlers may speak of what they are handlers of.
    const isOwn = found === this.#call;
    if (isOwn && (this.#isDag ? isInHook(this.#call, use) || (rest === 'status' && isGiven(found.value, 'hooks')) : rest === 'status' || (isInHook(this.#call, use) && hasExit(this.#call)))) return;
    if (!this.#isDag) {
      if (found.group < this.#call.group) return;
      // A step of the same group that is written before passes the checks of the controller, and is not waited for.
      if (found.group === this.#call.group && found !== this.#call && rest !== 'status' && isWrittenBefore(found, this.#call)) {
        yield diagnose('SLU251', placeOfPart(workflow.resource, use), `Nothing may ever stand for {{${use.name}}}. ${found.name} and ${name} are in one group and begin together, so what ${found.name} makes is not there yet, and ${name} waits for ever. Move ${name} into a group behind it.`);
      } else yield missing(workflow, use, `The step ${found.name} does not come before ${name}, so what it makes is not there yet. Move ${name} behind it.`);
      return;
    }
    if ((this.#ancestors ??= ancestorsOf(this.#call, this.#byName)).has(found.name)) return;
    const why = `The task ${name} does not wait for ${found.name}, so it can't use what that makes. Add ${found.name} to what it depends on.`;
    if (isRefused(value, use, rest, this.#call, found)) yield missing(workflow, use, why);
    else yield diagnose('SLU251', placeOfPart(workflow.resource, use), `Nothing may ever stand for {{${use.name}}}. ${why}`);
  }
}

function isWrittenBefore(one: CallPart, other: CallPart): boolean {
  return Number(one.path.at(-1)) < Number(other.path.at(-1));
}

function isInHook({ path }: CallPart, use: VariableUse): boolean {
  return use.path[path.length] === 'hooks' || use.path[path.length] === 'onExit';
}

/** Only what a step's exit handler may speak of is checked with it; its other hooks see that then too. */
function hasExit({ value }: CallPart): boolean {
  return isGiven(value, 'onExit') || isGiven(value, 'hooks', 'exit');
}

/** Only arguments that begin with the variable, and states of tasks without hooks, are refused; the rest waits. @see Argo Workflows 4.1 validate.validateDAGTaskArgumentDependency */
function isRefused(value: CallPart['value'], use: VariableUse, rest: string, call: CallPart, found: CallPart): boolean {
  if (rest === 'status') return !isGiven(found.value, 'hooks');
  const [field, kind, index, part] = use.path.slice(call.path.length);
  if (field !== 'arguments' || (part !== 'value' && part !== 'from')) return false;
  const text = textAt(objectAt(value, 'arguments') ?? {}, String(kind), index ?? '', part) ?? '';
  return text.startsWith('{{tasks.');
}

function missing({ resource }: WorkflowParts, use: VariableUse, why: string): Diagnostic {
  return diagnose('SLU247', placeOfPart(resource, use), `Nothing stands for {{${use.name}}}. ${why}`);
}
