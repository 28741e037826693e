import type { NodeParameter, WorkflowProgram } from '../model/index.ts';
import { isTrue } from './fields.ts';
import type { WorkflowMemory } from './memory.ts';
import { nodeId } from './names.ts';
import { nodesOf, withNodes } from './node-table.ts';
import { withDefault } from './suspend.ts';

/** What a person asks of a running Workflow. `node` is the node's name without the Workflow's; null: all that are suspended. */
export type WorkflowRequest =
  | { readonly do: 'stop' }
  | { readonly do: 'terminate' }
  | { readonly do: 'suspend' }
  /** `by` is who asks. */
  | { readonly do: 'resume'; readonly node: string | null; readonly by: string }
  | { readonly do: 'set'; readonly node: string; readonly values: Readonly<Record<string, string>> };

export type Answered = { readonly ok: true; readonly memory: WorkflowMemory } | { readonly ok: false; readonly reason: string };

/** What becomes of a request; a refused one changes nothing. @see Argo Workflows 4.1 workflow/util StopWorkflow, SuspendWorkflow, ResumeWorkflow, SetWorkflow */
export function requestOfWorkflow(program: WorkflowProgram, memory: WorkflowMemory, now: number, request: WorkflowRequest): Answered {
  if (memory.phase === 'Succeeded' || memory.phase === 'Failed' || memory.phase === 'Error') return { ok: false, reason: `the Workflow has ended (${memory.phase})` };
  switch (request.do) {
    case 'stop':
      return { ok: true, memory: { ...memory, shutdown: memory.shutdown ?? 'Stop' } };
    case 'terminate':
      return { ok: true, memory: { ...memory, shutdown: 'Terminate' } };
    case 'suspend':
      return memory.suspended ? { ok: false, reason: 'the Workflow is suspended already' } : { ok: true, memory: { ...memory, suspended: true } };
    case 'resume':
      return resume(program, memory, now, request.node, request.by);
    case 'set':
      return setOutputs(program, memory, request.node, request.values);
  }
}

function resume(program: WorkflowProgram, memory: WorkflowMemory, now: number, node: string | null, by: string): Answered {
  const held = memory.suspended || (isTrue(program.spec, 'suspend') && !memory.resumed);
  const found = suspendedNodes(program, memory, node);
  if (!held && found.size === 0) return { ok: false, reason: node === null ? 'nothing is suspended' : `${node} is not suspended` };
  const changed = new Map(
    [...found].map(([index, one]) => [index, { ...one, phase: 'Succeeded' as const, message: `Resumed by: ${by}`, finishedAt: now, outputs: one.outputs && { ...one.outputs, parameters: one.outputs.parameters.map(withDefault) } }]),
  );
  const missing = [...changed.values()].flatMap(({ outputs }) => outputs?.parameters ?? []).find(({ value, supplied }) => value === null && supplied);
  if (missing) return { ok: false, reason: `the output ${missing.name} has no value: set it first` };
  return { ok: true, memory: { ...memory, nodes: withNodes(memory.nodes, changed), ...(node === null && { suspended: false, resumed: true }) } };
}

function setOutputs(program: WorkflowProgram, memory: WorkflowMemory, node: string, values: Readonly<Record<string, string>>): Answered {
  const found = suspendedNodes(program, memory, node);
  const [entry] = found;
  if (!entry) return { ok: false, reason: `${node} is not suspended` };
  const [index, one] = entry;
  const parameters = one.outputs?.parameters ?? [];
  const unknown = Object.keys(values).find((name) => !parameters.some((parameter) => parameter.name === name && parameter.supplied));
  if (unknown !== undefined) return { ok: false, reason: `${node} has no output ${unknown} that is supplied` };
  const next = parameters.map(({ supplied, ...parameter }): NodeParameter => {
    const value = values[parameter.name];
    return value === undefined ? { ...parameter, ...(supplied && { supplied }) } : { ...parameter, value };
  });
  return { ok: true, memory: { ...memory, nodes: withNodes(memory.nodes, new Map([[index, { ...one, outputs: one.outputs && { ...one.outputs, parameters: next } }]])) } };
}

function suspendedNodes(program: WorkflowProgram, memory: WorkflowMemory, node: string | null) {
  const id = node === null ? null : nodeId(program.name, `${program.name}${node}`);
  const found = new Map<number, typeof memory.nodes.chunks[number][number]>();
  let index = 0;
  for (const one of nodesOf(memory.nodes)) {
    if (one.type === 'Suspend' && one.phase === 'Running' && (id === null || one.id === id || one.displayName === node)) found.set(index, one);
    index++;
  }
  return found;
}
