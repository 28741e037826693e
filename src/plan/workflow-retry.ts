import { isJsonObject, type JsonObject } from '../lang/index.ts';
import type { NodeFailure, WorkflowProgram } from '../model/index.ts';
import { durationMs, type NodeDefinition } from '../workflow/index.ts';
import { textOf } from './workflow-pod.ts';

/** How a node is tried again. */
export interface Retry {
  /** In all; null: without end, or not known before the run. */
  readonly attempts: number | null;
  readonly policy: string;
  readonly backoff: { readonly seconds: number; readonly factor: number; readonly capSeconds: number | null; readonly maxSeconds: number | null } | null;
  readonly expression: string | null;
}

/** Null: it is tried once. @see Argo Workflows 4.1 RetryStrategy */
export function retryOf(template: JsonObject | null, { spec }: WorkflowProgram): Retry | null {
  const strategy = isJsonObject(template?.['retryStrategy']) ? template['retryStrategy'] : isJsonObject(spec['retryStrategy']) ? spec['retryStrategy'] : null;
  if (!strategy) return null;
  const limit = textOf(strategy['limit']);
  const expression = textOf(strategy['expression']) || null;
  return {
    attempts: /^\d+$/.test(limit) ? Number(limit) + 1 : null,
    policy: textOf(strategy['retryPolicy']) || (expression === null ? 'OnFailure' : 'Always'),
    backoff: isJsonObject(strategy['backoff']) ? backoffOf(strategy['backoff']) : null,
    expression,
  };
}

function backoffOf(backoff: JsonObject): Retry['backoff'] {
  const seconds = (field: string): number | null => {
    const ms = durationMs(textOf(backoff[field]));
    return textOf(backoff[field]) === '' || ms === null ? null : ms / 1000;
  };
  const factor = Number(textOf(backoff['factor']) || '1');
  return { seconds: seconds('duration') ?? 0, factor: factor > 0 ? factor : 1, capSeconds: seconds('cap'), maxSeconds: seconds('maxDuration') };
}

/** The seconds of a pod with all its attempts and the pauses between them; null: no bound is known. */
export function mostSeconds(deadline: number | null, retry: Retry | null): number | null {
  if (deadline === null) return null;
  if (!retry) return deadline;
  const { attempts, backoff } = retry;
  if (attempts === null || attempts > 10_000) return backoff?.maxSeconds ?? null;
  let sum = deadline * attempts;
  for (let nth = 0; backoff && nth < attempts - 1; nth++) sum += Math.min(backoff.seconds * backoff.factor ** nth, backoff.capSeconds ?? Infinity);
  return backoff?.maxSeconds ? Math.min(sum, backoff.maxSeconds + deadline) : sum;
}

/** What the manifest says of a node's failure; what it leads to is worked out elsewhere. */
export function staticFailure({ call, template }: NodeDefinition, program: WorkflowProgram): NodeFailure {
  const retry = retryOf(template, program);
  const on = isJsonObject(call?.['continueOn']) ? call['continueOn'] : {};
  return {
    attempts: retry ? retry.attempts : 1,
    retry: retry ? retryText(retry) : '',
    continues: on['failed'] === true || on['error'] === true,
    phase: null,
    lost: [],
    instead: [],
    more: false,
  };
}

function retryText({ policy, backoff, expression }: Retry): string {
  const pause = backoff && backoff.seconds > 0 ? [`${backoff.seconds} s apart${backoff.factor > 1 ? `, ${backoff.factor} times as long each time` : ''}`] : [];
  const cap = backoff?.capSeconds ? [`at most ${backoff.capSeconds} s`] : [];
  const most = backoff?.maxSeconds ? [`for at most ${backoff.maxSeconds} s`] : [];
  return [policy, ...pause, ...cap, ...most, ...(expression === null ? [] : [`while ${expression}`])].join(', ');
}
