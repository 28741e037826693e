import type { StageId, WorkflowProgram, WorkflowStage, WorkflowTotals } from '../model/index.ts';
import { doesSomething } from './workflow-needs.ts';
import { loadOf } from './workflow-load.ts';
import { textOf } from './workflow-pod.ts';
import { retryOf } from './workflow-retry.ts';
import type { StagedWorkflow } from './workflow-stages.ts';
import type { TreeNode } from './workflow-tree.ts';

/** What a Workflow comes to in all. */
export function totalsOf(staged: StagedWorkflow, program: WorkflowProgram): WorkflowTotals {
  const { stages, tree, walked } = staged;
  let pods = 0;
  let conditionalPods = 0;
  let worstPods: number | null = 0;
  const widthUnknown = new Set<string>();
  for (const one of tree.nodes) {
    const stage = stages[one.index] as WorkflowStage;
    if (stage.fanOut?.because) widthUnknown.add(stage.fanOut.because);
    if (!stage.pod) continue;
    const times = timesOf(one);
    const attempts = attemptsOf(one, program);
    pods += times;
    if (isConditional(one)) conditionalPods += times;
    worstPods = worstPods === null || attempts === null ? null : worstPods + times * attempts;
  }
  const load = loadOf(staged, program);
  const paths = pathsOf(staged);
  return {
    pods,
    conditionalPods,
    widthUnknown: [...widthUnknown],
    waves: stages.reduce((most, stage, index) => (doesSomething(tree.nodes[index] as TreeNode) ? Math.max(most, stage.wave + 1) : most), 0),
    approvals: stages.filter(({ gate }) => gate !== null && gate.seconds === null).length + (program.spec['suspend'] === true ? 1 : 0),
    mostPods: load.pods,
    peakRequests: load.requests,
    criticalPath: paths.longest,
    time: { least: walked.seconds, most: bounded(paths.mostSeconds, program, stages) },
    worstPods: widthUnknown.size > 0 ? null : worstPods,
  };
}

function timesOf(tree: TreeNode): number {
  let times = 1;
  for (let at: TreeNode | null = tree; at; at = at.parent) times *= at.alike?.count ?? 1;
  return times;
}

/** How often it is made at most, with the attempts of what it is part of; null: without end. Of several attempts that were made the first counts for all. */
function attemptsOf(tree: TreeNode, program: WorkflowProgram): number | null {
  let attempts = 1;
  for (let at: TreeNode | null = tree; at; at = at.parent) {
    const limit = at.node.type === 'Retry' ? (retryOf(at.definition.template, program)?.attempts ?? null) : 1;
    if (limit === null) return null;
    const { parent } = at;
    const isLater = parent?.node.type === 'Retry' && parent.inner === parent.node && parent.children[0] !== at;
    attempts *= isLater ? 0 : limit;
  }
  return attempts;
}

function isConditional(tree: TreeNode): boolean {
  for (let at: TreeNode | null = tree; at; at = at.parent) if (at.node.conditional !== null) return true;
  return false;
}

interface Reach {
  readonly seconds: number;
  readonly steps: number;
  readonly tree: TreeNode | null;
  readonly before: Reach | null;
}

const start: Reach = { seconds: 0, steps: 0, tree: null, before: null };

/** The longest chain by the least time of its stages, then by their number; and the most seconds that any chain can take. */
function pathsOf({ tree, needs, stages }: StagedWorkflow): { readonly longest: readonly StageId[]; readonly mostSeconds: number } {
  const reached = tree.nodes.map(() => start);
  const latest = tree.nodes.map(() => 0);
  let longest = start;
  let mostSeconds = 0;
  for (const one of tree.nodes) {
    const stage = stages[one.index] as WorkflowStage;
    let before = start;
    let beforeSeconds = 0;
    for (const need of needs[one.index] ?? []) {
      before = further(before, reached[need.index] ?? start);
      beforeSeconds = Math.max(beforeSeconds, latest[need.index] ?? 0);
    }
    const works = doesSomething(one);
    const reach = works ? { seconds: before.seconds + stage.time.least, steps: before.steps + 1, tree: one, before } : before;
    const most = works ? beforeSeconds + (stage.time.most ?? Infinity) : beforeSeconds;
    for (let at: TreeNode | null = one; at; at = at.parent) {
      reached[at.index] = further(reached[at.index] ?? start, reach);
      latest[at.index] = Math.max(latest[at.index] ?? 0, most);
    }
    longest = further(longest, reach);
    mostSeconds = Math.max(mostSeconds, most);
  }
  const path: StageId[] = [];
  for (let at: Reach | null = longest; at?.tree; at = at.before) path.push((stages[at.tree.index] as WorkflowStage).id);
  return { longest: path.reverse(), mostSeconds };
}

function further(a: Reach, b: Reach): Reach {
  return b.seconds > a.seconds || (b.seconds === a.seconds && b.steps > a.steps) ? b : a;
}

/** With limits on what goes on at once, or loops of unknown width, chains say nothing of the most time; the Workflow's own deadline does. */
function bounded(mostSeconds: number, { spec, sources }: WorkflowProgram, stages: readonly WorkflowStage[]): number | null {
  const waits = 'parallelism' in spec || 'synchronization' in spec || [...sources.values()].some(({ templates }) => [...templates.values()].some((template) => 'parallelism' in template || 'synchronization' in template));
  const deadline = textOf(spec['activeDeadlineSeconds']);
  const own = /^\d+$/.test(deadline) ? Number(deadline) : Infinity;
  const chain = waits || stages.some(({ phase }) => phase === '') ? Infinity : mostSeconds;
  const most = Math.min(own, chain);
  return most === Infinity ? null : most;
}
