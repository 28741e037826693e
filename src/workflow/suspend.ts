import { goQuote } from '../lang/index.ts';
import type { NodeParameter, NodeStatus } from '../model/index.ts';
import { anyTextIn, fieldAt, objectsIn, textIn } from './fields.ts';
import { newNode } from './new-node.ts';
import { failed, alarm, type Attempt, type Executed, type Run } from './run.ts';
import { durationMs } from './timeouts.ts';
import type { Template } from './template.ts';

/**
 * Waits for a person or for a time.
 *
 * @see Argo Workflows 4.1 controller executeSuspend
 */
export function executeSuspend(run: Run, attempt: Attempt, template: Template): Executed {
  const node = run.book.find(attempt.nodeName) ?? newSuspendNode(run, attempt, template);
  const text = anyTextIn(template, 'suspend', 'duration') ?? '';
  if (text !== '') {
    const duration = durationMs(text);
    if (duration === null) return failed(`unable to parse ${text} as a duration: time: invalid duration ${goQuote(text)}`, node);
    const until = node.startedAt + duration;
    if (run.now >= until) {
      const missing = node.outputs?.parameters.find(({ supplied, value }) => value === null && supplied && supplied.default === null);
      if (missing) return failed('raw output parameter was not set and does not have a default value', node);
      const outputs = node.outputs && { ...node.outputs, parameters: node.outputs.parameters.map(withDefault) };
      run.derived.suspended.delete(node.name);
      run.book.edit(node.name, { outputs });
      return { kind: 'node', node: run.book.mark(node.name, 'Succeeded', run.now) };
    }
    alarm(run, until, attempt.caller);
  } else run.derived.suspended.add(node.name);
  return { kind: 'node', node: run.book.mark(node.name, 'Running', run.now) };
}

export function withDefault(parameter: NodeParameter): NodeParameter {
  const { supplied, ...rest } = parameter;
  return parameter.value === null && supplied && supplied.default !== null ? { ...rest, value: supplied.default } : parameter;
}

function newSuspendNode(run: Run, attempt: Attempt, template: Template): NodeStatus {
  const node = newNode(run, attempt, { type: 'Suspend', phase: 'Pending', template, retried: attempt.retried });
  const inputs = objectsIn(template, 'inputs', 'parameters');
  const parameters = objectsIn(template, 'outputs', 'parameters')
    .filter((parameter) => fieldAt(parameter, 'valueFrom', 'supplied') !== undefined)
    .map((parameter): NodeParameter => {
      const name = textIn(parameter, 'name');
      const fallback = anyTextIn(parameter, 'valueFrom', 'default') ?? anyTextIn(inputs.find((one) => one['name'] === name), 'default');
      const globalName = textIn(parameter, 'globalName');
      return { name, value: null, supplied: { default: fallback }, ...(globalName !== '' && { globalName }) };
    });
  return parameters.length === 0 ? node : run.book.edit(node.name, { outputs: { parameters, artifacts: [], result: null, exitCode: null } });
}
