import type { NodePhase, NodeStatus, NodeType } from '../model/index.ts';
import { displayNameOf, nodeId } from './names.ts';
import { isPhaseFulfilled } from './phases.ts';
import { inputsOf } from './process-arguments.ts';
import type { TemplateHolder } from './resolve-template.ts';
import type { Call, Run } from './run.ts';
import type { Template } from './template.ts';
import { memoKeyOf } from './memoize.ts';

interface NewNode {
  readonly type: NodeType;
  readonly phase: NodePhase;
  readonly message?: string;
  readonly retried?: boolean;
  /** Whose inputs the node keeps. */
  readonly template?: Template;
}

/** Adds the node of a call. @see Argo Workflows 4.1 controller initializeNode, initializeExecutableNode */
export function newNode(run: Run, call: Pick<Call, 'nodeName' | 'holder' | 'scope' | 'boundary' | 'hooked' | 'conditional' | 'widthUnknown'>, { type, phase, message = '', retried = false, template }: NewNode): NodeStatus {
  const { nodeName, boundary } = call;
  const boundaryName = boundary === null ? null : (run.book.findId(boundary)?.name ?? null);
  // Every field is written out: objects made of parts cost many times as much, and there may be ten thousand of them.
  return run.book.add({
    id: nodeId(run.program.name, nodeName),
    name: nodeName,
    displayName: displayNameOf(nodeName, boundaryName),
    type,
    template: templateOf(call.holder),
    templateScope: call.scope,
    boundary,
    phase,
    message,
    startedAt: run.now,
    finishedAt: isPhaseFulfilled(phase) ? run.now : null,
    inputs: template ? inputsOf(template) : null,
    outputs: null,
    children: none,
    outbound: none,
    hooked: call.hooked,
    retried,
    memoization: template ? memoKeyOf(template) : null,
    daemoned: false,
    waitingFor: null,
    pod: null,
    conditional: call.conditional,
    widthUnknown: call.widthUnknown,
  });
}

const none: readonly string[] = [];

function templateOf(holder: TemplateHolder): NodeStatus['template'] {
  if (holder.reference) return holder.reference;
  return holder.template === '' ? null : holder.template;
}

/** A holder that names nothing, for step groups. */
export const nothing: TemplateHolder = { kind: 'step', name: '', template: '', reference: null, inline: null };

/** The node of something that did not come to run: it gets the error, or is made with it. */
export function errorNode(run: Run, call: Call, retried: boolean, error: string): NodeStatus {
  if (run.book.find(call.nodeName)) return run.book.mark(call.nodeName, 'Error', run.now, error);
  return newNode(run, call, { type: 'Skipped', phase: 'Error', message: error, retried });
}
