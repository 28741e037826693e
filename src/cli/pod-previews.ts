import { diagnose, type Diagnostic } from '../diagnostic/index.ts';
import { isJsonObject } from '../lang/index.ts';
import { programId, refKey, refOf, type KubeObject, type Plan, type Programs, type RolloutProgram } from '../model/index.ts';
import type { Before } from '../plan/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';

/** A ReplicaSet that a plan makes, and the Rollout it is of. */
interface NewSet {
  readonly program: RolloutProgram;
  readonly set: KubeObject;
}

/** What a pod names and is not admitted without. */
const needed: Readonly<Record<string, string>> = { serviceAccountName: 'ServiceAccount', priorityClassName: 'PriorityClass', runtimeClassName: 'RuntimeClass' };

/**
 * What the cluster says to the pods of a plan's new ReplicaSets, in the order of the plan.
 *
 * A set is stored whatever becomes of its pods, so one pod of each template is tried by a dry run. A refusal is a warning: a policy may let
 * Kubernetes' own controller do what it keeps from a person, and a quota may be free again once pods of the stage before are gone.
 */
export async function previewPods(plan: Plan, { previewPod }: ChosenCluster, { wanted, before }: { readonly wanted: Programs; readonly before: Before }): Promise<readonly Diagnostic[]> {
  if (previewPod === null) return [];
  const sets = newSets(plan, wanted);
  const told: (readonly Diagnostic[])[] = [];
  const left = sets.map((each, index) => ({ ...each, index }));
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) told[next.index] = await troubleOf(next, previewPod, missingFor(next.set, wanted, before));
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return told.flat();
}

async function troubleOf({ program, set }: NewSet, previewPod: (set: KubeObject) => Promise<{ readonly kind: string; readonly reason?: string; readonly because?: string }>, missing: string | null): Promise<readonly Diagnostic[]> {
  const span = program.resource.at.spanOf(['spec', 'template']);
  const key = refKey(refOf(set));
  const said = missing === null ? await previewPod(set) : { kind: 'unasked', because: `they need ${missing}, which is made with them` };
  if (said.kind === 'refused') return [diagnose('SLU527', span, `No pod of ${key} would be let in as things are now: ${said.reason}. The set itself would be, and wait for pods that do not come. This was asked by a dry run of one pod of its template.`)];
  if (said.kind === 'unasked') return [diagnose('SLU525', span, `The cluster was not asked whether it lets the pods of ${key} in: ${said.because}.`)];
  return [];
}

function newSets({ programs }: Plan, wanted: Programs): readonly NewSet[] {
  const known = new Map(wanted.programs.map((program) => [programId(program), program]));
  const found = new Map<string, NewSet>();
  for (const planned of programs) {
    const program = known.get(planned.id);
    if (planned.kind !== 'Rollout' || program?.kind !== 'Rollout') continue;
    for (const change of planned.stages.flatMap(({ changes }) => changes)) {
      if (change.action !== 'create' || change.object.kind !== 'ReplicaSet') continue;
      const [whole] = change.fields;
      if (isJsonObject(whole?.after)) found.set(refKey(change.object), { program, set: whole.after as unknown as KubeObject });
    }
  }
  return [...found.values()];
}

/** What a set's pods need that is not there yet, as the same manifests make it: "ServiceAccount robot"; null: nothing. */
function missingFor(set: KubeObject, { plain }: Programs, before: Before): string | null {
  const template = set.spec?.['template'];
  const spec = isJsonObject(template) && isJsonObject(template['spec']) ? template['spec'] : {};
  for (const [field, kind] of Object.entries(needed)) {
    const made = plain.find(({ object }) => object.kind === kind && object.metadata.name === spec[field]);
    if (made && !(before.kind === 'cluster' && before.cluster.get(refOf(made.object)))) return `${kind} ${made.object.metadata.name}`;
  }
  return null;
}
