/** What a plan's stages are to Terraform: for each of them, the objects that stand there and what is waited for. */
import { fnv1a32, goJson } from '../src/lang/index.ts';
import { refKey, type Change, type Gate, type Plan, type ProgramId, type ProgramPlan, type RolloutPlan, type Stage } from '../src/model/index.ts';
import { afterChanges, objectsBefore, type Objects } from './objects-at.ts';
import { workflowStages } from './workflow-stages.ts';

export interface StackPlan {
  /** "default_Rollout_web_2-setWeight-50". */
  readonly id: string;
  /** Stacks of one name share one Terraform state: the program's, or that of the other objects, and the plan's. */
  readonly state: string;
  /** Who owns the fields of objects that were there before: another one for each plan, so that none takes away what an earlier one said. */
  readonly fieldManager: string;
  readonly namespace: string;
  readonly objects: Objects;
  /** Fields of objects to wait for, by their keys: `status.readyReplicas` -> `^3$`. */
  readonly waits: ReadonlyMap<string, Wait>;
  /** Sets that give pods away in this stage: they come last, sets that get some first, and what moves traffic in between. */
  readonly shrinking: ReadonlySet<string>;
  /** What must pass before the next stage begins; pods are waited for by Terraform. */
  readonly gates: readonly Gate[];
  /** Objects that are there only if something turns out so that is not known yet, and what will tell: "step "gen"". */
  readonly conditions: ReadonlyMap<string, string>;
  /** Whose stage it is, and which of them, counted from 1; 0: what the plan found. Null: it holds objects that are no programs. */
  readonly program: { readonly id: ProgramId; readonly kind: ProgramPlan['kind']; readonly stage: number } | null;
}

export interface Wait {
  readonly fields: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/**
 * The stacks of a plan, in the order in which they are applied: objects that are no programs, then each program's stages, then what is deleted.
 * Stage 0 of a program is what the plan found: applying it again is the way back.
 */
export function stacksOf(plan: Plan): readonly StackPlan[] {
  const stacks = unmarkedStacks(plan);
  const digest = fnv1a32(goJson(stacks.map(({ id, objects }) => [id, [...objects].map(([key, { manifest }]) => [key, manifest])]))).toString(16).padStart(8, '0');
  // A state of an earlier plan would have Terraform delete whatever this one does not name.
  return stacks.map((stack) => ({ ...stack, state: `${stack.state}.${digest}`, fieldManager: `sluice-${digest}` }));
}

type Unmarked = Omit<StackPlan, 'fieldManager'>;

function unmarkedStacks(plan: Plan): readonly Unmarked[] {
  return [...objectStacks(plan.objects.filter(({ action }) => action !== 'delete'), plan.objects), ...plan.programs.flatMap(programStacks), ...deletedStacks(plan.objects)];
}

const objectsState = 'objects';
const nothingAwaited = { waits: new Map<string, Wait>(), shrinking: new Set<string>(), gates: [], conditions: new Map<string, string>(), program: null };

function objectStacks(changes: readonly Change[], all: readonly Change[]): readonly Unmarked[] {
  if (all.length === 0) return [];
  const objects = afterChanges(objectsBefore([all]), changes);
  return [{ id: objectsState, state: objectsState, namespace: 'default', objects, ...nothingAwaited }];
}

function deletedStacks(all: readonly Change[]): readonly Unmarked[] {
  if (!all.some(({ action }) => action === 'delete')) return [];
  const objects = afterChanges(objectsBefore([all]), all);
  return [{ id: `${objectsState}_deleted`, state: objectsState, namespace: 'default', objects, ...nothingAwaited }];
}

function programStacks(program: ProgramPlan): readonly Unmarked[] {
  const [namespace = 'default'] = program.id.split('/');
  const state = program.id.replaceAll('/', '_');
  const stages = program.kind === 'Rollout' ? rolloutStages(program) : workflowStages(program);
  if (stages.length === 0) return [];
  const before = objectsBefore(stages.map(({ changes }) => changes));
  const at = (stage: number): StackPlan['program'] => ({ id: program.id, kind: program.kind, stage });
  const first: Unmarked = { id: `${state}_0-before`, state, namespace, objects: before, ...nothingAwaited, waits: waitsBefore(program, before), program: at(0) };
  let objects = before;
  const conditions = new Map<string, string>();
  return [
    ...(before.size === 0 ? [] : [first]),
    ...stages.map(({ name, changes, waits, shrinking, gates, conditions: own }, index) => {
      objects = afterChanges(objects, changes);
      for (const [key, because] of own) conditions.set(key, because);
      return { id: `${state}_${name}`, state, namespace, objects, waits: new Map([...waits].filter(([key]) => objects.has(key))), shrinking, gates, conditions: new Map(conditions), program: at(index + 1) };
    }),
  ];
}

/** What a stage is to Terraform, before it is told which objects stand there. */
export interface StageChanges {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly waits: ReadonlyMap<string, Wait>;
  readonly shrinking: ReadonlySet<string>;
  readonly gates: readonly Gate[];
  readonly conditions: ReadonlyMap<string, string>;
}

function rolloutStages(program: RolloutPlan): readonly StageChanges[] {
  const [namespace = ''] = program.id.split('/');
  return program.stages.map((stage) => ({
    name: stage.id.split('/').at(-1) ?? stage.id,
    changes: stage.changes,
    waits: setWaits(program, stage),
    gates: stage.gates,
    conditions: new Map(),
    shrinking: new Set(stage.sets.filter(({ before, after }) => after < before).map(({ name }) => refKey({ kind: 'ReplicaSet', namespace, name }))),
  }));
}

/** Sets have the pods that the stage rests with; a set that never gets them all is not waited for. */
function setWaits(program: RolloutPlan, { sets, gates }: Stage): ReadonlyMap<string, Wait> {
  const [namespace = ''] = program.id.split('/');
  const deadlines = gates.flatMap((gate) => (gate.kind === 'pods' ? [gate.deadlineSeconds] : []));
  const seconds = Math.max(600, ...deadlines);
  return new Map(
    sets.flatMap(({ name, after, ready }) => {
      if (ready < after) return [];
      const fields: Readonly<Record<string, string>> = after === 0 ? { 'status.replicas': '^0$' } : { 'status.readyReplicas': `^${after}$` };
      return [[refKey({ kind: 'ReplicaSet', namespace, name }), { fields, seconds }] as const];
    }),
  );
}

/** On the way back a set has its pods again before others go. One that was not ready to begin with is not waited for. */
function waitsBefore(program: ProgramPlan, before: Objects): ReadonlyMap<string, Wait> {
  if (program.kind !== 'Rollout') return new Map();
  const [namespace = ''] = program.id.split('/');
  return new Map(
    (program.start?.sets ?? []).flatMap(({ name, desired, ready }) => {
      const key = refKey({ kind: 'ReplicaSet', namespace, name });
      return ready === desired && before.has(key) ? [[key, { fields: { 'status.readyReplicas': `^${desired}$` }, seconds: 600 }] as const] : [];
    }),
  );
}
