import { formatTime, unknownText } from '../lang/index.ts';
import type { NodeStatus } from '../model/index.ts';
import type { Book } from './book.ts';
import { anyTextIn, objectsIn, textIn, fieldAt } from './fields.ts';
import type { Variable } from './scope.ts';
import type { Template } from './template.ts';

/** The variables of one step or task, by the ends of their names: `status`, `outputs.parameters.v`. */
export type NodeVariables = ReadonlyMap<string, Variable>;

/**
 * What a node tells those that come after it.
 *
 * @see Argo Workflows 4.1 controller buildLocalScope
 */
export function nodeVariables(book: Book, node: NodeStatus): NodeVariables {
  return readVariables(lastAttempt(book, node) ?? node);
}

function readVariables(node: NodeStatus): NodeVariables {
  const variables = new Map<string, Variable>([
    ['id', node.id],
    ['startedAt', formatTime(node.startedAt)],
    ['status', node.conditional !== null && node.phase !== 'Failed' ? unknownText(node.conditional) : node.phase],
  ]);
  if (node.finishedAt !== null) variables.set('finishedAt', formatTime(node.finishedAt));
  const { outputs } = node;
  if (node.daemoned) variables.set('ip', unknownText(`the address of the pod of ${node.displayName}`));
  if (!outputs) return variables;
  if (outputs.result !== null) variables.set('outputs.result', outputs.result);
  if (outputs.exitCode !== null) variables.set('exitCode', outputs.exitCode);
  for (const { name, value } of outputs.parameters) if (value !== null) variables.set(`outputs.parameters.${name}`, value);
  for (const artifact of outputs.artifacts) variables.set(`outputs.artifacts.${artifact.name}`, artifact);
  return variables;
}

/** A retried node's last attempt, whose outputs count. @see Argo Workflows 4.1 controller possiblyGetRetryChildNode */
export function lastAttempt(book: Book, node: NodeStatus): NodeStatus | null {
  if (node.type !== 'Retry' || node.memoization?.hit) return null;
  for (let at = node.children.length - 1; at >= 0; at--) {
    const child = book.findId(node.children[at] ?? '');
    if (child && !child.hooked) return child;
  }
  return null;
}

/**
 * Outputs that a skipped node's template declares: their defaults, or null where there is none.
 *
 * @see Argo Workflows 4.1 controller addSkippedNodeOutputsToScope
 */
export function skippedVariables(node: NodeStatus, template: Template | null, withArtifacts: boolean): NodeVariables {
  const variables = new Map<string, Variable>();
  if (node.outputs || (node.phase !== 'Skipped' && node.phase !== 'Omitted') || !template) return variables;
  for (const parameter of objectsIn(template, 'outputs', 'parameters')) {
    variables.set(`outputs.parameters.${textIn(parameter, 'name')}`, anyTextIn(parameter, 'valueFrom', 'default'));
  }
  if (withArtifacts) for (const artifact of objectsIn(template, 'outputs', 'artifacts')) variables.set(`outputs.artifacts.${textIn(artifact, 'name')}`, { name: '' });
  if (fieldAt(template, 'outputs', 'result') !== undefined) variables.set('outputs.result', null);
  return variables;
}
