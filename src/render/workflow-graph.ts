import type { Plan, StageId, WorkflowPlan, WorkflowStage } from '../model/index.ts';

/** A graph of stages, drawn by whoever reads it: groups of stages, and what waits for what. */
interface Syntax {
  readonly begin: (plan: WorkflowPlan) => readonly string[];
  readonly end: readonly string[];
  readonly node: (id: string, label: string, shape: Shape) => string;
  readonly edge: (from: string, to: string, isSure: boolean) => string;
  readonly group: (id: string, label: string) => string;
  readonly endGroup: string;
}

type Shape = 'pod' | 'many' | 'gate' | 'handler' | 'skipped';

/** Workflows as Mermaid flowcharts, one behind the other. Plans without Workflows are a comment. */
export function renderMermaid({ programs }: Plan): string {
  return graphs(programs.filter((program) => program.kind === 'Workflow'), mermaid, '%% the plan holds no Workflow');
}

/** Workflows as graphs for Graphviz. */
export function renderDot({ programs }: Plan): string {
  return graphs(programs.filter((program) => program.kind === 'Workflow'), dot, '// the plan holds no Workflow');
}

/** One Workflow as a Mermaid flowchart, without the fence. */
export function mermaidOf(plan: WorkflowPlan): readonly string[] {
  return graph(plan, mermaid);
}

function graphs(plans: readonly WorkflowPlan[], syntax: Syntax, otherwise: string): string {
  if (plans.length === 0) return `${otherwise}\n`;
  return `${plans.map((plan) => graph(plan, syntax).join('\n')).join('\n\n')}\n`;
}

function graph(plan: WorkflowPlan, syntax: Syntax): readonly string[] {
  const names = new Map(plan.stages.map(({ id }, index) => [id, `s${index}`]));
  const children = new Map<StageId | null, WorkflowStage[]>();
  for (const stage of plan.stages) {
    const siblings = children.get(stage.within);
    if (siblings) siblings.push(stage);
    else children.set(stage.within, [stage]);
  }
  const lines: string[] = [...syntax.begin(plan)];
  const add = (stage: WorkflowStage, margin: string): void => {
    const parts = children.get(stage.id) ?? [];
    const id = names.get(stage.id) ?? '';
    if (parts.length === 0) {
      lines.push(`${margin}${syntax.node(id, labelOf(stage), shapeOf(stage))}`);
      return;
    }
    lines.push(`${margin}${syntax.group(id, labelOf(stage))}`);
    for (const part of parts) add(part, `${margin}  `);
    lines.push(`${margin}${syntax.endGroup}`);
  };
  // The entrypoint's own frame would be around everything.
  for (const top of children.get(null) ?? []) {
    const parts = children.get(top.id) ?? [];
    if (top.id.endsWith('/.') && parts.length > 0) for (const part of parts) add(part, '  ');
    else add(top, '  ');
  }
  const ends = new Map(plan.stages.map((stage) => [stage.id, stage]));
  for (const stage of plan.stages) {
    if ((children.get(stage.id) ?? []).length > 0) continue;
    for (const need of stage.needs) {
      for (const from of leavesOf(need, children, ends)) lines.push(`  ${syntax.edge(names.get(from) ?? '', names.get(stage.id) ?? '', isSure(stage))}`);
    }
  }
  return [...lines, ...syntax.end];
}

/** The last stages of a stage that is made of others: those that none of them waits for. */
function leavesOf(id: StageId, children: ReadonlyMap<StageId | null, readonly WorkflowStage[]>, stages: ReadonlyMap<StageId, WorkflowStage>): readonly StageId[] {
  const parts = children.get(id) ?? [];
  if (parts.length === 0) return stages.has(id) ? [id] : [];
  const awaited = new Set(parts.flatMap(({ needs }) => needs));
  return parts.filter((part) => !awaited.has(part.id) && !hasAwaited(part, awaited, children)).flatMap((part) => leavesOf(part.id, children, stages));
}

function hasAwaited(stage: WorkflowStage, awaited: ReadonlySet<StageId>, children: ReadonlyMap<StageId | null, readonly WorkflowStage[]>): boolean {
  return (children.get(stage.id) ?? []).some((part) => awaited.has(part.id) || hasAwaited(part, awaited, children));
}

function isSure({ runs, kind }: WorkflowStage): boolean {
  return runs.conditional === null && kind !== 'skipped';
}

function shapeOf({ kind, fanOut, runs }: WorkflowStage): Shape {
  if (kind === 'skipped') return 'skipped';
  if (kind === 'suspend') return 'gate';
  if (runs.hook) return 'handler';
  return fanOut ? 'many' : 'pod';
}

function labelOf({ title, fanOut, runs, kind }: WorkflowStage): string {
  const width = fanOut === null ? '' : fanOut.count === null ? ' x (known after apply)' : ` x ${fanOut.count}`;
  return `${title}${width}${runs.conditional === null ? '' : ' ?'}${kind === 'skipped' ? ' (not run)' : ''}`;
}

/** Longest label that is drawn whole. */
const mostCharacters = 60;

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > mostCharacters ? `${[...line].slice(0, mostCharacters).join('')}…` : line;
}

const mermaidShapes: Readonly<Record<Shape, readonly [string, string]>> = { pod: ['[', ']'], many: ['[[', ']]'], gate: ['{{', '}}'], handler: ['([', '])'], skipped: ['[', ']:::skipped'] };

const mermaid: Syntax = {
  begin: () => ['flowchart TD', '  classDef skipped stroke-dasharray: 4 4,opacity: 0.6'],
  end: [],
  node: (id, label, shape) => `${id}${mermaidShapes[shape][0]}"${mermaidText(label)}"${mermaidShapes[shape][1]}`,
  edge: (from, to, sure) => `${from} ${sure ? '-->' : '-.->'} ${to}`,
  group: (id, label) => `subgraph ${id}["${mermaidText(label)}"]`,
  endGroup: 'end',
};

/** Entities, so that nothing of a manifest is read as Mermaid or HTML. */
function mermaidText(text: string): string {
  return cut(text).replaceAll(/[^A-Za-z0-9 _.,:()/=+?…-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`);
}

const dotShapes: Readonly<Record<Shape, string>> = { pod: 'shape=box', many: 'shape=box3d', gate: 'shape=diamond', handler: 'shape=ellipse', skipped: 'shape=box style=dashed' };

const dot: Syntax = {
  begin: ({ id }) => [`digraph "${dotText(id)}" {`, '  node [fontname="sans-serif"];'],
  end: ['}'],
  node: (id, label, shape) => `${id} [label="${dotText(label)}" ${dotShapes[shape]}];`,
  edge: (from, to, sure) => `${from} -> ${to}${sure ? '' : ' [style=dashed]'};`,
  group: (id, label) => `subgraph cluster_${id} { label="${dotText(label)}";`,
  endGroup: '}',
};

function dotText(text: string): string {
  return cut(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
