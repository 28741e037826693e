import { canonicalQuantity, isJsonObject, parseQuantity, wholeQuantity, type JsonObject, type QuantityFormat } from '../lang/index.ts';
import type { StringMap, WorkflowProgram, WorkflowStage } from '../model/index.ts';
import { mostAtOnce } from './most-at-once.ts';
import { textOf } from './workflow-pod.ts';
import type { StagedWorkflow } from './workflow-stages.ts';
import type { TreeNode } from './workflow-tree.ts';

/** Most pods at one time and what they ask for then, whatever time each pod takes. */
export interface Load {
  readonly pods: number;
  readonly requests: StringMap;
}

/** What is counted: pods, or thousandths of a resource. */
type Weigh = (stage: WorkflowStage) => number;

/** What each stage weighs, in the order of the stages, and what the heaviest of them at once weigh together. */
interface Weighed {
  readonly weights: readonly number[];
  readonly most: number;
}

/** How many times as heavy each stage is as in an earlier weighing: the most at once is as many times as heavy then. Null: it differs from stage to stage. */
function timesAsHeavy(weights: readonly number[], earlier: readonly number[]): number | null {
  const first = earlier.findIndex((weight) => weight > 0);
  if (first < 0) return null;
  const times = (weights[first] ?? 0) / (earlier[first] ?? 1);
  return weights.every((weight, index) => weight === times * (earlier[index] ?? 0)) ? times : null;
}

/** The heaviest that a Workflow can be: limits on parallelism are kept, locks are not looked at. */
export function loadOf(staged: StagedWorkflow, program: WorkflowProgram): Load {
  const formats = formatsOf(staged.stages);
  const limit = limitOf(program.spec);
  const most = (weigh: Weigh): number => {
    const roots = staged.tree.roots;
    const exits = roots.filter(({ node }) => node.hooked && node.name.endsWith('.onExit'));
    const weight = (tree: TreeNode): number => weightOf(tree, staged, weigh);
    const body = roots.filter((tree) => !exits.includes(tree)).reduce((sum, tree) => sum + weight(tree), 0);
    const free = Math.max(body, ...exits.map(weight));
    return limit === null ? free : Math.min(free, heaviest(staged.tree.nodes.map((tree) => [ownWeight(tree, staged, weigh), timesOf(tree)]), limit));
  };
  const done: Weighed[] = [];
  const heaviestOf = (weigh: Weigh): number => {
    const weights = staged.stages.map(weigh);
    for (const earlier of done) {
      const times = timesAsHeavy(weights, earlier.weights);
      if (times !== null) return times * earlier.most;
    }
    const found = { weights, most: most(weigh) };
    done.push(found);
    return found.most;
  };
  const pods = heaviestOf(podsOf);
  const requests = Object.fromEntries([...formats].map(([name, format]) => [name, quantityText(heaviestOf(thousandthsOf(name)), format)]));
  return { pods, requests };
}

function podsOf({ pod }: WorkflowStage): number {
  return pod ? 1 : 0;
}

function thousandthsOf(name: string): Weigh {
  const known = new Map<string, number>();
  return ({ pod }) => {
    const text = pod?.requests[name] ?? '';
    const done = known.get(text);
    if (done !== undefined) return done;
    const parsed = parseQuantity(text);
    const value = parsed.ok ? Number(wholeQuantity(parsed.value, -3) ?? 0n) : 0;
    known.set(text, value);
    return value;
  };
}

function quantityText(thousandths: number, format: QuantityFormat): string {
  return canonicalQuantity({ unscaled: BigInt(Math.round(thousandths)), exponent: -3, format, wide: false });
}

function formatsOf(stages: readonly WorkflowStage[]): ReadonlyMap<string, QuantityFormat> {
  const formats = new Map<string, QuantityFormat>();
  // The pods of one template mostly share what they ask for.
  const requests = new Set<StringMap>();
  for (const { pod } of stages) if (pod) requests.add(pod.requests);
  for (const asked of requests) {
    for (const [name, text] of Object.entries(asked)) {
      const parsed = formats.has(name) ? null : parseQuantity(text);
      if (parsed?.ok) formats.set(name, parsed.value.format);
    }
  }
  return new Map([...formats].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ownWeight({ index }: TreeNode, { stages }: StagedWorkflow, weigh: Weigh): number {
  const stage = stages[index];
  return stage ? weigh(stage) : 0;
}

function timesOf(tree: TreeNode): number {
  let times = 1;
  for (let at: TreeNode | null = tree; at; at = at.parent) times *= at.alike?.count ?? 1;
  return times;
}

/** Of a node and all that is part of it, for each of the items that it stands for. */
function weightOf(tree: TreeNode, staged: StagedWorkflow, weigh: Weigh): number {
  const times = tree.alike?.count ?? 1;
  if (tree.children.length === 0) return times * ownWeight(tree, staged, weigh);
  if (tree.node.type === 'Retry' && tree.inner === tree.node) return times * tree.children.reduce((most, child) => Math.max(most, weightOf(child, staged, weigh)), 0);
  const weights = new Map(tree.children.map((child) => [child, weightOf(child, staged, weigh)]));
  const daemons = tree.children.filter(({ pod, definition }) => pod && definition.template?.['daemon'] === true);
  const standing = daemons.reduce((sum, child) => sum + (weights.get(child) ?? 0), 0);
  for (const daemon of daemons) weights.set(daemon, 0);
  const moving = Math.max(...groupsOf(tree).map((group) => antichain(group, tree, weights, staged)));
  const limit = limitOf(tree.definition.template);
  if (limit === null) return times * (standing + moving);
  const units = tree.children.map((child): readonly [number, number] => [(weights.get(child) ?? 0) / (child.alike?.count ?? 1), child.alike?.count ?? 1]);
  return times * (standing + Math.min(moving, heaviest(units, limit)));
}

/** Steps of one group go on together; tasks of a DAG as their order allows. */
function groupsOf({ children }: TreeNode): readonly (readonly TreeNode[])[] {
  const groups = new Map<number | null, TreeNode[]>();
  for (const child of children) {
    const group = groups.get(child.group);
    if (group) group.push(child);
    else groups.set(child.group, [child]);
  }
  return [...groups.values()];
}

function antichain(group: readonly TreeNode[], parent: TreeNode, weights: ReadonlyMap<TreeNode, number>, { needs }: StagedWorkflow): number {
  const indexes = new Map(group.map((child, index) => [child, index]));
  return mostAtOnce({
    weights: group.map((child) => weights.get(child) ?? 0),
    needs: group.map((child) => {
      const found: number[] = [];
      for (const need of needs[child.index] ?? []) {
        const index = indexes.get(childOf(need, parent) as TreeNode);
        if (index !== undefined) found.push(index);
      }
      return found.length > 1 ? [...new Set(found)] : found;
    }),
  });
}

/** The child of a node that another one is part of; null: it is elsewhere. */
function childOf(tree: TreeNode, parent: TreeNode): TreeNode | null {
  let at: TreeNode | null = tree;
  while (at && at.parent !== parent) at = at.parent;
  return at;
}

/** What the heaviest few weigh together: pairs of a weight and how often it is there. */
function heaviest(units: readonly (readonly [number, number])[], most: number): number {
  let left = most;
  let sum = 0;
  for (const [weight, times] of [...units].sort(([a], [b]) => b - a)) {
    const taken = Math.min(left, times);
    sum += weight * taken;
    left -= taken;
    if (left === 0) break;
  }
  return sum;
}

/** `parallelism` of a template or of the Workflow; null: none. */
function limitOf(holder: JsonObject | null): number | null {
  const text = isJsonObject(holder) ? textOf(holder['parallelism']) : '';
  return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : null;
}
