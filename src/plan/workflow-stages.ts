import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { programId, type FanOut, type NodeInputs, type NodeStatus, type RunCondition, type StageId, type StageKind, type StringMap, type SuspendGate, type WorkflowProgram, type WorkflowStage } from '../model/index.ts';
import { durationMs, hookOf, isPhaseFulfilled, nodeId } from '../workflow/index.ts';
import { doesSomething, needsOf, wavesOf } from './workflow-needs.ts';
import { shownText, textOf, workflowPod } from './workflow-pod.ts';
import { resourceChange } from './workflow-resource.ts';
import { mostSeconds, retryOf, staticFailure } from './workflow-retry.ts';
import { treeOf, type TreeNode, type WorkflowTree } from './workflow-tree.ts';
import type { WalkedWorkflow } from './workflow-walk.ts';

/** A walked Workflow with its stages, in one order: each tree node's stage has its index. */
export interface StagedWorkflow {
  readonly walked: WalkedWorkflow;
  readonly tree: WorkflowTree;
  /** What each tree node waits for. */
  readonly needs: readonly (readonly TreeNode[])[];
  readonly stages: readonly WorkflowStage[];
}

/** The ids of the stages of nodes: "default/Workflow/build/.test(0:linux)"; the entrypoint's own ends in "/." */
function stageIds(nodes: readonly TreeNode[], program: WorkflowProgram, named: WorkflowProgram): (of: TreeNode) => StageId {
  const prefix = `${programId(named)}/`;
  const ids = nodes.map(({ node }) => (prefix + (node.name.slice(program.name.length) || '.')) as StageId);
  return ({ index }) => ids[index] as StageId;
}

/**
 * The stages of a walked Workflow.
 *
 * @param named the program under the name that the plan has for it
 * @param wholeLoops a stage for each item of a loop, however many are alike
 */
export function stagesOf(walked: WalkedWorkflow, named: WorkflowProgram, wholeLoops = false): StagedWorkflow {
  const { program } = walked;
  const tree = treeOf(walked, wholeLoops);
  const needs = needsOf(tree);
  const waves = wavesOf(tree.nodes, needs);
  const idOf = stageIds(tree.nodes, program, named);
  const stageOfName = (name: string): TreeNode | null => tree.of(nodeId(program.name, name));
  const stages = tree.nodes.map((one, index): WorkflowStage => {
    const { node, inner, definition } = one;
    const source = program.sources.get(definition.place.scope) ?? program.sources.get('local/');
    const isTried = node.type === 'Retry';
    return {
      id: idOf(one),
      title: shownText(titleOf(one, program, named)),
      kind: kindOf(inner),
      template: templateName(node, definition.template),
      within: one.parent && idOf(one.parent),
      group: one.group,
      needs: (needs[index] ?? []).map(idOf),
      wave: waves[index] ?? 0,
      runs: conditionOf(one, stageOfName, idOf),
      fanOut: fanOutOf(one),
      pod: one.pod && workflowPod(one.pod, program, definition),
      gate: inner.type === 'Suspend' ? gateOf(definition.template) : null,
      change: resourceChange(one.pod),
      inputs: inputsOf(inner.inputs ?? node.inputs),
      outputs: outputsOf(definition.template, one),
      onFailure: doesSomething(one) && !isAttempt(one) ? staticFailure(definition, program) : null,
      startsAt: node.startedAt / 1000,
      time: timeOf(one, isTried ? retryOf(definition.template, program) : null),
      phase: isPhaseFulfilled(node.phase) ? node.phase : '',
      message: shownText(node.message),
      compared: null,
      origin: (source?.resource ?? program.resource).at.spanOf(definition.place.path),
    };
  });
  return { walked, tree, needs, stages };
}

/** The step's name; what stands for all items of a loop goes by the loop's. */
function titleOf({ node, item, alike }: TreeNode, program: WorkflowProgram, named: WorkflowProgram): string {
  if (node.name === program.name) return named.name;
  if (item && (alike || node.widthUnknown !== null)) return item.loop;
  // The controller shows hooks of the Workflow itself with its name.
  return node.boundary === null && node.hooked ? node.name.slice(program.name.length + 1) : node.displayName;
}

/** One of several attempts: what comes of a failure is told of the node that was tried. */
function isAttempt({ parent }: TreeNode): boolean {
  return parent?.node.type === 'Retry' && parent.inner === parent.node;
}

function kindOf(node: NodeStatus): StageKind {
  switch (node.type) {
    case 'Pod':
    case 'Container':
      return 'pod';
    case 'Suspend':
      return 'suspend';
    case 'HTTP':
      return 'http';
    case 'Plugin':
      return 'plugin';
    case 'Skipped':
      return 'skipped';
    case 'Steps':
    case 'StepGroup':
      return 'steps';
    case 'DAG':
    case 'TaskGroup':
      return 'dag';
    case 'Retry':
      return 'retry';
  }
}

function templateName({ template }: NodeStatus, found: JsonObject | null): string | null {
  if (template === null) return null;
  if (typeof template === 'string') return template || textOf(found?.['name']) || null;
  return `${template.name}/${template.template}`;
}

function conditionOf({ node, definition }: TreeNode, named: (name: string) => TreeNode | null, idOf: (of: TreeNode) => StageId): RunCondition {
  const { call } = definition;
  const hook = hookOf(node);
  const of = hook && named(hook.of);
  const depends = textIn(call, 'depends') ?? dependenciesIn(call);
  return {
    when: textIn(call, 'when'),
    depends,
    conditional: node.conditional,
    hook: hook && { of: of && idOf(of), name: hook.name, expression: textIn(call, 'expression') },
  };
}

function inputsOf(inputs: NodeInputs | null): StringMap {
  const shown: Record<string, string> = {};
  for (const { name, value } of inputs?.parameters ?? []) shown[name] = shownText(value ?? '');
  return shown;
}

function textIn(call: JsonObject | null, field: string): string | null {
  const value = call?.[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

function dependenciesIn(call: JsonObject | null): string | null {
  const names = call?.['dependencies'];
  return Array.isArray(names) && names.length > 0 ? (names as readonly Json[]).map(textOf).join(' && ') : null;
}

function fanOutOf({ node, alike }: TreeNode): FanOut | null {
  if (node.widthUnknown !== null) return { count: null, items: [], because: node.widthUnknown };
  if (alike) return { count: alike.count, items: alike.items.map(shownText), because: null };
  return null;
}

function gateOf(template: JsonObject | null): SuspendGate {
  const suspend = template?.['suspend'];
  const duration = isJsonObject(suspend) ? textOf(suspend['duration']) : '';
  const ms = duration === '' ? null : durationMs(duration);
  const declared = isJsonObject(template?.['outputs']) ? objects(template['outputs']['parameters']) : [];
  return {
    seconds: ms === null ? null : ms / 1000,
    supplies: declared.filter(({ valueFrom }) => isJsonObject(valueFrom) && valueFrom['supplied'] !== undefined).map((parameter) => ({
      name: textOf(parameter['name']),
      default: isJsonObject(parameter['valueFrom']) && parameter['valueFrom']['default'] !== undefined ? textOf(parameter['valueFrom']['default']) : null,
      choices: choicesOf(template, textOf(parameter['name'])),
    })),
  };
}

function choicesOf(template: JsonObject | null, name: string): readonly string[] {
  const inputs = isJsonObject(template?.['inputs']) ? objects(template['inputs']['parameters']) : [];
  const choices = inputs.find((one) => one['name'] === name)?.['enum'];
  return Array.isArray(choices) ? (choices as readonly Json[]).map(textOf) : [];
}

function outputsOf(template: JsonObject | null, { inner }: TreeNode): readonly string[] {
  const result = inner.outputs?.result !== null && inner.outputs?.result !== undefined ? ['result'] : [];
  const outputs = template?.['outputs'];
  if (!isJsonObject(outputs)) return result;
  const names = (field: string): readonly string[] => objects(outputs[field]).map(({ name }) => `${field}.${textOf(name)}`);
  return [...result, ...names('parameters'), ...names('artifacts')];
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

function timeOf({ node, inner, pod, definition }: TreeNode, retry: ReturnType<typeof retryOf>): WorkflowStage['time'] {
  const least = node.finishedAt === null ? 0 : (node.finishedAt - node.startedAt) / 1000;
  switch (inner.type) {
    case 'Pod': {
      const deadline = pod?.spec?.['activeDeadlineSeconds'];
      return { least, most: mostSeconds(typeof deadline === 'number' ? deadline : null, retry) };
    }
    case 'Suspend':
      return { least, most: gateOf(definition.template).seconds };
    case 'Skipped':
      return { least: 0, most: 0 };
    default:
      return { least, most: null };
  }
}
