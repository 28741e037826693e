import type { StageId, WorkflowPlan, WorkflowStage } from '../model/index.ts';
import { fieldDiff, type DiffForm } from './field-diff.ts';
import { details, diffFence, markdownBlocks, table } from './markdown-blocks.ts';
import type { Chunk } from './markdown-limit.ts';
import { code, escaped, fence, markdownLine } from './markdown-text.ts';
import { line, value, type View } from './view.ts';
import { mermaidOf } from './workflow-graph.ts';
import { workflowStageFields } from './workflow-stage-view.ts';
import { isTold, whatContents } from './workflow-tree-rows.ts';
import { failureFields, totalsFields, workflowBlocks } from './workflow-view.ts';
import { namesText, titlesOf, widthContents } from './workflow-words.ts';

/** Rows of one table; more are left to `-o json`. */
const mostRows = 200;

/** Sites draw graphs of a few hundred edges and no more. */
const mostEdges = 250;

const mostGraphCharacters = 20_000;

/** The totals, the graph and a table of stages; a Workflow of one stage is told in full. */
export function workflowOverview(plan: WorkflowPlan, title: string, form: DiffForm): string {
  if (plan.stages.length === 1 && plan.gone.length === 0) return `${title}\n\n${markdownBlocks(workflowBlocks(plan, form))}`;
  const titles = titlesOf(plan);
  const told = plan.stages.filter((stage) => isTold(stage) || stage.kind === 'skipped');
  const rows = told.slice(0, mostRows).map((stage) => stageRow(stage, plan, titles));
  const more = told.length - rows.length;
  const gone = plan.gone.filter(({ kind }) => kind !== 'steps' && kind !== 'dag').map(({ id }) => `- gone: ${code(id.split('/').slice(3).join('/'))}`);
  const blocks = [
    title,
    markdownBlocks([{ kind: 'fields', fields: [...totalsFields(plan, titles), ...failureFields(plan, titles)] }, ...endOf(plan)]),
    graphText(plan),
    table(['wave', 'step', 'what it does', 'needs', 'against before'].slice(0, isCompared(plan) ? 5 : 4), rows.map((row) => row.slice(0, isCompared(plan) ? 5 : 4))),
    more > 0 ? `${more} more stages.` : '',
    gone.join('\n'),
  ];
  return blocks.filter((text) => text !== '').join('\n\n');
}

function isCompared({ stages }: WorkflowPlan): boolean {
  return stages.some(({ compared }) => compared !== null);
}

function endOf({ phase, message }: WorkflowPlan): View {
  if (phase === 'Succeeded') return [];
  return [{ kind: 'paragraph', line: line(phase === '' ? 'never ends' : `ends ${phase}`, ...(message === '' ? [] : [': ', value(message)])) }];
}

function stageRow(stage: WorkflowStage, plan: WorkflowPlan, titles: ReadonlyMap<StageId, string>): readonly string[] {
  const { compared } = stage;
  return [
    String(stage.wave + 1),
    markdownLine(line(value(titles.get(stage.id) ?? stage.title), ...widthContents(stage))),
    markdownLine(line(...whatContents(stage, plan))),
    stage.needs.length === 0 ? '' : code(namesText(stage.needs.map((id) => titles.get(id) ?? id), 5)),
    escaped(compared === null || compared.kind === 'same' ? '' : compared.kind === 'new' ? 'new' : `changed${compared.template === null ? '' : `, through ${compared.template}`}`),
  ];
}

function graphText(plan: WorkflowPlan): string {
  const edges = plan.stages.reduce((sum, { needs }) => sum + needs.length, 0);
  if (edges > mostEdges) return `The graph has ${edges} edges: \`-o mermaid\` or \`-o dot\` shows it.`;
  const lines = mermaidOf(plan);
  return lines.join('\n').length > mostGraphCharacters ? 'The graph is long: `-o mermaid` or `-o dot` shows it.' : fence('mermaid', lines);
}

/** What is folded: the manifest's differences and each stage in full. */
export function workflowChunks(plan: WorkflowPlan, form: DiffForm): readonly Chunk[] {
  if (plan.stages.length === 1 && plan.gone.length === 0) return [];
  const titles = titlesOf(plan);
  const manifest: readonly Chunk[] = plan.manifest.length === 0 ? [] : [{ text: details(line('Manifest of ', value(plan.id)), diffFence(fieldDiff(plan.manifest, form))), what: 'manifest differences' }];
  const stages = plan.stages.filter(isTold).map((stage): Chunk => ({ text: details(line(value(plan.id), ' stage ', value(titles.get(stage.id) ?? stage.title), ...widthContents(stage)), markdownBlocks(workflowStageFields(stage, plan, titles))), what: 'stages' }));
  return [...manifest, ...stages];
}
