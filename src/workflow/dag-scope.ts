import type { NodeStatus } from '../model/index.ts';
import { aggregateOutputs } from './aggregate.ts';
import { ancestorsOf, type TaskGraph } from './dag-graph.ts';
import { nodeVariables, skippedVariables, type NodeVariables } from './node-variables.ts';
import { holderOf, resolveTemplate } from './resolve-template.ts';
import type { Prepared, Run } from './run.ts';
import { joinScopes, type Scope, type Variable } from './scope.ts';
import { callsScope, namesIn, templateScope } from './template-scope.ts';
import { bad, good, type Result } from './result.ts';

/** What is told by the tasks of one DAG that have ended, kept as long as it does not change. */
export type Told = Map<number, { readonly node: NodeStatus; readonly told: NodeVariables }>;

/** What one task of a DAG sees: what the tasks it depends on made. @see Argo Workflows 4.1 controller buildLocalScopeFromTask */
export function taskScope(run: Run, prepared: Prepared, graph: TaskGraph, boundary: string, told: Told, index: number): Scope {
  let direct: ReadonlySet<number> | null = null;
  let all: ReadonlySet<number> | null = null;
  const isAncestor = (one: number): boolean => (direct ??= new Set(graph.tasks[index]?.needs)).has(one) || (all ??= ancestorsOf(graph, index)).has(one);
  const find = (name: string): NodeVariables | null => {
    const one = graph.byName.get(name);
    return one === undefined || !isAncestor(one) ? null : taskVariables(run, prepared, graph, boundary, told, one);
  };
  const names = (source: string): Iterable<string> => namesIn('tasks', source) ?? [...ancestorsOf(graph, index)].map((one) => graph.tasks[one]?.name ?? '');
  return joinScopes(templateScope(run, prepared.template), callsScope('tasks', find, names));
}

/** What the DAG itself sees in the end: what all of its tasks made. */
export function dagScope(run: Run, prepared: Prepared, graph: TaskGraph, boundary: string, told: Told): Scope {
  const find = (name: string): NodeVariables | null => {
    const one = graph.byName.get(name);
    return one === undefined ? null : taskVariables(run, prepared, graph, boundary, told, one);
  };
  return joinScopes(templateScope(run, prepared.template), callsScope('tasks', find, (source) => namesIn('tasks', source) ?? graph.byName.keys()));
}

function taskVariables(run: Run, prepared: Prepared, graph: TaskGraph, boundary: string, told: Told, index: number): NodeVariables | null {
  const task = graph.tasks[index];
  const node = task && run.book.find(`${boundary}.${task.name}`);
  if (!task || !node) return null;
  const known = told.get(index);
  if (known?.node === node) return known.told;
  const aggregate = groupAggregate(run, node);
  const template = node.phase === 'Skipped' || node.phase === 'Omitted' ? resolveTemplate(run.program, prepared.scope, holderOf(task.value, 'task')) : null;
  const variables = new Map<string, Variable>([
    ...(aggregate.ok ? aggregate.value : []),
    ...nodeVariables(run.book, node),
    ...skippedVariables(node, template?.ok ? template.value.template : null, false),
  ]);
  told.set(index, { node, told: variables });
  return variables;
}

const nothing: Result<ReadonlyMap<string, string>> = good(new Map());

/** The lists of what a loop's items made; nothing for other nodes. */
export function groupAggregate(run: Run, node: NodeStatus): Result<ReadonlyMap<string, string>> {
  if (node.type !== 'TaskGroup') return nothing;
  const items = node.children.flatMap((id) => run.book.findId(id) ?? []).filter(({ name, boundary }) => boundary === node.boundary && name.startsWith(`${node.name}(`));
  const aggregate = aggregateOutputs(items);
  return aggregate.ok ? aggregate : bad(aggregate.error);
}
