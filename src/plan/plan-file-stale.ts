import { diagnose, type Diagnostic } from '../diagnostic/index.ts';
import { goJson, type Json } from '../lang/index.ts';
import { refKey, refOf, type KubeObject, type Plan, type ProgramId, type ProgramPlan, type RestState } from '../model/index.ts';
import type { LiveMark, PlanFile, PlanFileBase, StateMark } from './plan-file.ts';
import { secretDifferences } from './plan-file-secrets.ts';

/** Why a plan file may not be carried out any more. Each thing that moved on is named; nothing was done. */

/** @param digestOf of a path as it is now; null: it can't be read */
export function staleInputs({ inputs }: PlanFile, digestOf: (path: string) => string | null): readonly Diagnostic[] {
  return inputs.flatMap(({ path, digest }) => {
    const now = digestOf(path);
    if (now === digest) return [];
    return [diagnose('SLU431', null, `${path} ${now === null ? 'is gone, or cannot be read' : 'has changed'} since the plan was made from it. Plan again, or put it back as it was.`)];
  });
}

/** @param secrets those of the inputs as they are now, with digests in place of their values */
export function staleSecrets({ manifests }: PlanFile, secrets: readonly KubeObject[]): readonly Diagnostic[] {
  const now = new Map(secrets.map((secret) => [refKey(refOf(secret)), secret]));
  return manifests.flatMap(({ file, object }) => {
    if (object.kind !== 'Secret') return [];
    const found = now.get(refKey(refOf(object)));
    const name = `The Secret ${object.metadata.namespace}/${object.metadata.name}`;
    if (!found) return [diagnose('SLU435', null, `${name} is not in ${file} any more, and its values are in no plan file. Plan again, or put it back.`)];
    if (goJson(object as unknown as Json) === goJson(found as unknown as Json)) return [];
    const keys = secretDifferences(object, found);
    const what = keys.length === 0 ? 'is another one' : `has another value of ${keys.join(', ')}`;
    return [diagnose('SLU435', null, `${name} ${what} in ${file} than when the plan was made. Plan again, or put it back as it was.`)];
  });
}

export function staleCluster(base: Extract<PlanFileBase, { kind: 'cluster' }>, now: { readonly uid: string; readonly title: string }): readonly Diagnostic[] {
  if (base.uid === now.uid) return [];
  const was = base.uid === '' ? 'there was no cluster yet when the plan was made' : `the plan was made for the cluster ${base.uid}`;
  return [diagnose('SLU432', null, `The ${now.title} is ${now.uid === '' ? 'not there' : now.uid}, and ${was}. Apply it where it was planned, or plan again.`)];
}

/** @param programs those of the plan that have to be where they were */
export function staleStates(base: Extract<PlanFileBase, { kind: 'cluster' }>, now: readonly StateMark[], programs: readonly ProgramId[]): readonly Diagnostic[] {
  return programs.flatMap((program) => {
    const [was, is] = [base.states, now].map((marks) => marks.find((mark) => mark.program === program));
    if (was?.lineage === is?.lineage && was?.serial === is?.serial) return [];
    return [diagnose('SLU433', null, `The state of ${program} ${movedOn(was, is)} since the plan was made. sluice history shows by whom. Plan again.`)];
  });
}

function movedOn(was: StateMark | undefined, is: StateMark | undefined): string {
  if (!is) return `(serial ${was?.serial ?? 0}) was removed`;
  if (!was) return `(serial ${is.serial}) was made`;
  if (was.lineage !== is.lineage) return 'was removed and begun anew';
  return `went from serial ${was.serial} to ${is.serial}`;
}

export function staleObjects(base: Extract<PlanFileBase, { kind: 'cluster' }>, now: readonly LiveMark[]): readonly Diagnostic[] {
  const byKey = (marks: readonly LiveMark[]): ReadonlyMap<string, string | null> => new Map(marks.map(({ object, digest }) => [refKey(object), digest]));
  const [was, is] = [byKey(base.live), byKey(now)];
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((key) => {
    const [before, after] = [was.get(key) ?? null, is.get(key) ?? null];
    if (before === after) return [];
    const what = before === null ? 'was made' : after === null ? 'was deleted' : 'was changed';
    return [diagnose('SLU434', null, `${key} ${what} since the plan was made. Plan again to see what that leads to.`)];
  });
}

/**
 * What a preview took for granted and is otherwise. `live` is the plan of the same manifests from what there is, with all that may be deleted: what
 * the preview leaves stays.
 */
export function wrongAssumptions(assumed: Plan, live: Plan): readonly Diagnostic[] {
  const source = assumed.base.kind === 'from' ? `that there is what ${assumed.base.source} says` : 'that there is nothing yet';
  const differing = [
    ...differences(assumed.programs, live.programs.filter(({ id, action }) => action !== 'delete' || assumed.programs.some((program) => program.id === id)), ({ id }) => id, essence),
    ...differences(assumed.objects, live.objects.filter(({ object, action }) => action !== 'delete' || assumed.objects.some((change) => refKey(change.object) === refKey(object))), ({ object }) => refKey(object), (change) => ({ ...change, ...('fields' in change && { fields: change.fields.filter(({ after }) => after !== null) }) })),
  ];
  return differing.map((name) => diagnose('SLU438', null, `The plan is a preview: it assumes ${source}. In the cluster ${name} is otherwise, so that the plan does not say what would happen. Plan again with --cluster.`));
}

/** What carrying out a program's plan rests on. */
function essence(plan: ProgramPlan): unknown {
  if (plan.kind === 'Workflow' || plan.action === 'none') return { action: plan.action };
  const { action, start, rests, manifest } = plan;
  return { action, start: start && withPods(start), rests: rests.map(withPods), manifest };
}

/** Old sets without pods are there or not, as the history happened to be. */
function withPods(rest: RestState): RestState {
  return { ...rest, sets: rest.sets.filter(({ desired, ready }) => desired > 0 || ready > 0) };
}

function differences<T>(before: readonly T[], after: readonly T[], nameOf: (item: T) => string, of: (item: T) => unknown): readonly string[] {
  const byName = (items: readonly T[]): ReadonlyMap<string, string> => new Map(items.map((item) => [nameOf(item), goJson(of(item) as Json)]));
  const [was, is] = [byName(before), byName(after)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name));
}
