import type { Json, JsonObject } from '../lang/index.ts';
import type { FieldChange, GoneStage, WorkflowStage } from '../model/index.ts';
import { fieldChanges } from './field-changes.ts';

/** How stages differ from those of an older manifest, by their ids. */
export function compareStages(before: readonly WorkflowStage[] | null, after: readonly WorkflowStage[]): { readonly stages: readonly WorkflowStage[]; readonly gone: readonly GoneStage[] } {
  if (before === null) return { stages: after, gone: [] };
  const old = new Map(before.map((stage) => [stage.id, stage]));
  const stages = after.map((stage): WorkflowStage => {
    const was = old.get(stage.id);
    old.delete(stage.id);
    if (!was) return { ...stage, compared: { kind: 'new' } };
    const fields = differences(was, stage);
    return { ...stage, compared: fields.length === 0 ? { kind: 'same' } : { kind: 'changed', template: stage.template, fields } };
  });
  const loops = new Set(after.map(({ id }) => withoutItem(id)));
  const gone = [...old.values()].filter(({ id }) => withoutItem(id) === id || !loops.has(withoutItem(id)));
  return { stages, gone: gone.map(({ id, title, kind, template }) => ({ id, title, kind, template })) };
}

function differences(before: WorkflowStage, after: WorkflowStage): readonly FieldChange[] {
  const [was, is] = [lookOf(before), lookOf(after)];
  return JSON.stringify(was) === JSON.stringify(is) ? [] : fieldChanges(was, is);
}

/** What a stage is and does: not when, where it stands in the file, and what its pod is called. */
function lookOf({ kind, template, needs, runs, fanOut, pod, gate, change, inputs, outputs, onFailure, title }: WorkflowStage): JsonObject {
  const { name: _name, requests: _sum, ...spec } = pod ?? { name: null, requests: null };
  const object = change && { verb: change.verb, manifest: change.manifest, successCondition: change.successCondition, failureCondition: change.failureCondition };
  const failure = onFailure && { attempts: onFailure.attempts, retry: onFailure.retry, continues: onFailure.continues };
  const { when, depends, hook } = runs;
  return definedOnly({ title, kind, template, needs: needs.length === 0 ? null : [...new Set(needs.map(withoutItem))], when, depends, hook, fanOut, pod: pod && spec, gate, change: object, inputs, outputs, onFailure: failure }) as JsonObject;
}

/** The id of a loop's stage without the item that stands for it: how many there are is told by `fanOut`. */
function withoutItem(id: string): string {
  return id.replaceAll(/\((?:\d+:[^()]*|\?)\)/g, '');
}

/** Through JSON, so that only data is compared; what is null counts as absent. */
function definedOnly(fields: Readonly<Record<string, unknown>>): Json {
  return JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)))) as Json;
}
