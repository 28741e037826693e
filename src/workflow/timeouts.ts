import { parseDuration } from '../lang/index.ts';
import type { NodeStatus } from '../model/index.ts';
import { textIn } from './fields.ts';
import { alarm, type Caller, type Run } from './run.ts';
import type { Template } from './template.ts';

/**
 * Why a node that still pends has waited too long; null: it has not.
 *
 * @see Argo Workflows 4.1 controller checkTemplateTimeouts
 */
export function checkTimeouts(run: Run, template: Template, node: NodeStatus | null, caller: Caller | null): string | null {
  if (!node) return null;
  for (const field of ['timeout', 'pendingTimeout'] as const) {
    const at = deadlineOf(node, textIn(template, field));
    if (at === null) continue;
    if (typeof at === 'string') return at;
    if (node.phase === 'Pending' && run.now > at) return 'timeout';
    if (node.phase === 'Pending') alarm(run, at + 1, caller);
  }
  return null;
}

/** When a template's `timeout` ends the node; a text is what is wrong with it. */
export function deadlineOf(node: NodeStatus, text: string): number | string | null {
  if (text === '') return null;
  const duration = durationMs(text);
  return duration === null ? `invalid timeout format unable to parse ${text} as a duration` : node.startedAt + duration;
}

/** As many whole seconds as Go's durations hold. */
const mostSeconds = 9_223_372_036;

/** Milliseconds of a duration, or of a number of seconds; null: it is neither, or longer than a duration can be. @see Argo Workflows 4.1 ParseStringToDuration */
export function durationMs(text: string): number | null {
  if (/^[+-]?\d+$/.test(text)) return Math.abs(Number(text)) > mostSeconds ? null : Number(text) * 1000;
  const duration = parseDuration(text);
  return duration.ok ? Number(duration.value / 1_000n) / 1000 : null;
}
