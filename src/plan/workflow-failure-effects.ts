import { isJsonObject, someField, type Json, type JsonObject } from '../lang/index.ts';
import type { WorkflowPlan } from '../model/index.ts';
import { continuesOn, hookOf, nodeId } from '../workflow/index.ts';
import { dagEffect, hasIdleBehind } from './workflow-failure-dag.ts';
import { nameOf, namesIn, type FailedPhase, type LocalEffect } from './workflow-failure-local.ts';
import { doesSomething } from './workflow-needs.ts';
import { retryOf } from './workflow-retry.ts';
import type { StagedWorkflow } from './workflow-stages.ts';
import type { TreeNode } from './workflow-tree.ts';

/** What comes of a failure in the whole Workflow. */
export interface FailureEffect extends Omit<LocalEffect, 'fails'> {
  readonly phase: WorkflowPlan['phase'];
}

/**
 * Tells what the failure of a node leads to, from the order of steps and tasks alone: a template that fails by it is a node that fails, in the
 * template around it. So nothing is run, and what nodes have in common is worked out once.
 *
 * It has state because it keeps what it found.
 *
 * @see Argo Workflows 4.1 controller executeStepGroup, assessDAGPhase
 */
export class FailureEffects {
  readonly #staged: StagedWorkflow;
  /** Longest list that is told. */
  readonly #most: number;
  /** By the index of the node. */
  readonly #known: Readonly<Record<FailedPhase, (FailureEffect | undefined)[]>> = { Failed: [], Error: [] };
  readonly #works: (readonly TreeNode[] | undefined)[] = [];
  readonly #bySteps = new Map<TreeNode, readonly TreeNode[]>();
  readonly #asksForStatus: boolean;

  constructor(staged: StagedWorkflow, most: number) {
    this.#staged = staged;
    this.#most = most;
    const { spec, sources } = staged.walked.program;
    const texts: readonly JsonObject[] = [spec, ...[...sources.values()].flatMap(({ templates }) => [...templates.values()])];
    this.#asksForStatus = texts.some((value) => someField(value, (key, field) => (key === 'when' || key === 'expression') && typeof field === 'string' && /workflow\.(?:status|failures)/.test(field)));
  }

  of(tree: TreeNode, phase: FailedPhase): FailureEffect {
    const known = this.#known[phase];
    return (known[tree.index] ??= this.#look(tree, phase));
  }

  #look(tree: TreeNode, phase: FailedPhase): FailureEffect {
    const { parent } = tree;
    const asUsual: FailureEffect = { phase: 'Succeeded', lost: [], instead: [], isCut: false, isExact: true };
    if (parent === null) return this.#ofRoot(tree, phase, asUsual);
    // What a hook comes to does not count, unless the controller takes it for an attempt.
    const hook = hookOf(tree.node);
    const { tree: whole, walked } = this.#staged;
    if (hook) return { ...asUsual, isExact: whole.of(nodeId(walked.program.name, hook.of))?.node.type !== 'Retry' };
    const local = this.#local(tree, parent, phase);
    const outer = local.fails === null ? asUsual : this.of(parent, local.fails);
    const lost = joined(local.lost, outer.lost);
    const instead = joined(local.instead, outer.instead);
    return {
      phase: outer.phase,
      lost: firstOf(lost, this.#most),
      instead: firstOf(instead, this.#most),
      isCut: local.isCut || outer.isCut || lost.length > this.#most || instead.length > this.#most,
      isExact: local.isExact && outer.isExact && !hasCondition(tree) && !publishes(tree) && !this.#isTriedOn(tree) && (local.fails !== null || !this.#hasIdleBehind(parent)),
    };
  }

  /** A DAG takes over the phases of nodes before a task that does not run, those within what has succeeded too. */
  #hasIdleBehind(tree: TreeNode): boolean {
    for (let at = tree; at.parent; at = at.parent) if (at.parent.inner.type === 'DAG' && hasIdleBehind(at.parent, at, this.#staged)) return true;
    return false;
  }

  /** What is tried without end neither fails nor ends. */
  #isTriedOn({ node, definition }: TreeNode): boolean {
    return node.type === 'Retry' && retryOf(definition.template, this.#staged.walked.program)?.attempts === null;
  }

  #ofRoot(tree: TreeNode, phase: FailedPhase, asUsual: FailureEffect): FailureEffect {
    const hook = hookOf(tree.node);
    if (hook) return hook.name === 'exit' ? { ...asUsual, phase } : asUsual;
    return { ...asUsual, phase, isExact: !this.#asksForStatus && !this.#isTriedOn(tree) };
  }

  #local(tree: TreeNode, parent: TreeNode, phase: FailedPhase): LocalEffect {
    const { template } = parent.definition;
    const failsFast = template?.['failFast'] === true;
    switch (parent.inner.type) {
      case 'Steps': {
        if (continuesOn(tree.definition.call ?? {}, phase)) return { lost: [], instead: [], isCut: false, fails: null, isExact: !failsFast && !isNamed(template, nameOf(tree)) };
        const later = this.#later(parent, tree.group ?? 0);
        return { lost: later.slice(0, this.#most), instead: [], isCut: later.length > this.#most, fails: 'Failed', isExact: !failsFast };
      }
      case 'DAG': {
        const effect = dagEffect(parent, tree, phase, this.#staged, this.#most);
        return failsFast || handlesLoops(template) ? { ...effect, isExact: false } : effect;
      }
      default:
        return { lost: [], instead: [], isCut: false, fails: phase, isExact: false };
    }
  }

  /** What is in the groups behind one. */
  #later(parent: TreeNode, group: number): readonly TreeNode[] {
    const ordered = this.#bySteps.get(parent) ?? [...parent.children].sort((a, b) => (a.group ?? 0) - (b.group ?? 0));
    this.#bySteps.set(parent, ordered);
    let from = 0;
    for (let to = ordered.length; from < to; ) {
      const middle = (from + to) >> 1;
      if ((ordered[middle]?.group ?? 0) <= group) from = middle + 1;
      else to = middle;
    }
    return ordered.slice(from, from + this.#most + 1);
  }

  /** What of a node and its parts does something: the first of it. */
  worksOf(tree: TreeNode): readonly TreeNode[] {
    const known = this.#works[tree.index];
    if (known) return known;
    const found: TreeNode[] = doesSomething(tree) ? [tree] : [];
    this.#works[tree.index] = found;
    for (const child of tree.children) {
      if (found.length > this.#most) break;
      for (const one of this.worksOf(child)) found.push(one);
    }
    return found;
  }
}

/**
 * Whether its own hooks have a say: one that asks how it ended, or the handler of something that is tried, which the controller takes for what
 * comes last of it.
 */
function hasCondition({ node, definition: { call } }: TreeNode): boolean {
  const hooks = isJsonObject(call?.['hooks']) ? call['hooks'] : null;
  if (node.type === 'Retry' && ((hooks && 'exit' in hooks) || typeof call?.['onExit'] === 'string')) return true;
  if (!hooks) return false;
  return Object.values(hooks).some((hook) => isJsonObject(hook) && 'expression' in hook);
}

/** Whether what it makes is the whole Workflow's. */
function publishes({ definition: { template } }: TreeNode): boolean {
  if (template === null) return false;
  const known = publishing.get(template) ?? someField(template, (key) => key === 'globalName');
  publishing.set(template, known);
  return known;
}

function joined(nodes: readonly TreeNode[], more: readonly TreeNode[]): readonly TreeNode[] {
  if (more.length === 0) return nodes;
  return nodes.length === 0 ? more : [...nodes, ...more];
}

function firstOf(nodes: readonly TreeNode[], most: number): readonly TreeNode[] {
  return nodes.length > most ? nodes.slice(0, most) : nodes;
}

const publishing = new WeakMap<JsonObject, boolean>();
const handling = new WeakMap<JsonObject, boolean>();

/** Whether a loop of a DAG has a handler: the one of the loop as a whole runs only if the DAG goes on behind it. */
function handlesLoops(template: JsonObject | null): boolean {
  if (template === null) return false;
  const known = handling.get(template);
  if (known !== undefined) return known;
  const tasks = isJsonObject(template['dag']) && Array.isArray(template['dag']['tasks']) ? (template['dag']['tasks'] as readonly Json[]).filter(isJsonObject) : [];
  const found = tasks.some((task) => ['withItems', 'withParam', 'withSequence'].some((loop) => loop in task) && ('onExit' in task || (isJsonObject(task['hooks']) && 'exit' in task['hooks'])));
  handling.set(template, found);
  return found;
}

const texts = new WeakMap<JsonObject, string>();
const named = new WeakMap<JsonObject, ReadonlySet<string>>();

function textOfTemplate(template: JsonObject): string {
  const known = texts.get(template);
  if (known !== undefined) return known;
  const text = JSON.stringify(template);
  texts.set(template, text);
  return text;
}

/** Whether anything in a template speaks of one of its steps or tasks. */
function isNamed(template: JsonObject | null, name: string): boolean {
  if (template === null) return false;
  const known = named.get(template) ?? namesIn(textOfTemplate(template));
  named.set(template, known);
  return known.has(name);
}
