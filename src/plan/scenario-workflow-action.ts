import { didYouMean } from '../diagnostic/index.ts';
import { isJsonObject, type Json } from '../lang/index.ts';
import type { WorkflowRequest } from '../workflow/index.ts';
import type { ScenarioWorkflowAction } from './scenario.ts';
import { fault, inside, mapping, textOf, type Item, type Place } from './scenario-place.ts';

/** Seconds between an action's condition and the action, where the scenario names none. */
const defaultAfter = 0.3;

const verbs: readonly string[] = ['stop', 'terminate', 'suspend', 'resume', 'set'];

const phases: readonly string[] = ['Pending', 'Running', 'Succeeded', 'Skipped', 'Failed', 'Error', 'Omitted'];

/** Whether an action is one on a Workflow, as its verb says. */
export function isWorkflowAction(value: Json): boolean {
  const words = isJsonObject(value) ? value['do'] : undefined;
  return typeof words === 'string' && verbs.includes(words.trim().split(/\s+/)[0] ?? '');
}

/** Reads an action on a Workflow. @returns nothing when its form is wrong. */
export function readWorkflowAction({ value, place }: Item, readAfter: (value: Json | undefined, place: Place, otherwise: number) => number | null): readonly ScenarioWorkflowAction[] {
  const fields = mapping(value, place, ['when', 'do', 'after'], 'An action');
  const words = fields && textOf(fields, 'do', place);
  if (!fields || words === null) return [];
  const at = inside(place, 'when');
  const when = fields['when'] === undefined ? {} : mapping(fields['when'] ?? null, at, ['workflow', 'node', 'phase'], 'A condition on a Workflow');
  const after = readAfter(fields['after'], place, defaultAfter);
  if (when === null || after === null) return [];
  const node = textOf(when, 'node', at, false);
  const phase = textOf(when, 'phase', at, false) ?? 'Running';
  if (!phases.includes(phase)) return fault(inside(at, 'phase'), `A phase is one of ${phases.join(', ')}.${didYouMean(phase, phases)}`) ?? [];
  const request = readRequest(words, node, inside(place, 'do'));
  return request === null ? [] : [{ workflow: textOf(when, 'workflow', at, false), node, phase, after, request, words, origin: place.at.spanOf([...place.path, 'do']) }];
}

function readRequest(words: string, node: string | null, place: Place): WorkflowRequest | null {
  const [verb = '', ...values] = words.trim().split(/\s+/);
  switch (verb) {
    case 'stop':
    case 'terminate':
    case 'suspend':
      return values.length === 0 ? { do: verb } : fault(place, `${verb} stands by itself.`);
    case 'resume':
      return values.length === 0 ? { do: 'resume', node, by: '' } : fault(place, 'resume stands by itself: which node it is stands in `when`.');
    default: {
      const pairs = values.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
      if (node === null) return fault(place, 'Whose outputs are set stands in `when` as `node`.');
      if (pairs.length === 0 || values.some((pair) => pair.indexOf('=') < 1)) return fault(place, 'Outputs are set as: set NAME=VALUE, one behind the other.');
      return { do: 'set', node, values: Object.fromEntries(pairs) };
    }
  }
}
