/** What a plan's stages are to Terraform: for each of them, the objects that stand there and what is waited for. */
import { fnv1a32, goJson } from '../src/lang/index.ts';
import { refKey, type Change, type Gate, type Plan, type ProgramPlan, type RolloutPlan, type Stage, type WorkflowPlan } from '../src/model/index.ts';
import { afterChanges, objectsBefore, type Objects } from './objects-at.ts';

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
const nothingAwaited = { waits: new Map<string, Wait>(), shrinking: new Set<string>(), gates: [] };

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
  const first: Unmarked = { id: `${state}_0-before`, state, namespace, objects: before, ...nothingAwaited };
  let objects = before;
  return [
    ...(before.size === 0 ? [] : [first]),
    ...stages.map(({ name, changes, waits, shrinking, gates }) => {
      objects = afterChanges(objects, changes);
      return { id: `${state}_${name}`, state, namespace, objects, waits: new Map([...waits].filter(([key]) => objects.has(key))), shrinking, gates };
    }),
  ];
}

interface StageChanges {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly waits: ReadonlyMap<string, Wait>;
  readonly shrinking: ReadonlySet<string>;
  readonly gates: readonly Gate[];
}

function rolloutStages(program: RolloutPlan): readonly StageChanges[] {
  const [namespace = ''] = program.id.split('/');
  return program.stages.map((stage) => ({
    name: stage.id.split('/').at(-1) ?? stage.id,
    changes: stage.changes,
    waits: setWaits(program, stage),
    gates: stage.gates,
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

/** A pod of a Workflow is a stage: it is made, and over when it has succeeded. Pods whose names only the cluster knows get one of their own. */
function workflowStages(program: WorkflowPlan): readonly StageChanges[] {
  const [namespace = ''] = program.id.split('/');
  return program.stages.flatMap(({ title, pod }) => (pod ? [{ title, pod }] : [])).map(({ title, pod: { name, containers } }, index) => {
    const metadata = name.known ? { name: name.text, namespace } : { generateName: name.prefix, namespace };
    const mains = containers.filter(({ role }) => role === 'main').map(({ name: container, image, command, args, requests, limits }) => ({ name: container, image, command, args, resources: { requests, limits } }));
    const manifest = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { restartPolicy: 'Never', containers: mains } };
    const object = { apiVersion: 'v1', kind: 'Pod', namespace, name: name.known ? name.text : name.prefix };
    return {
      name: `${index + 1}-${title.replace(/[^0-9A-Za-z-]+/g, '-').replace(/^-+|-+$/g, '')}`,
      changes: [{ action: 'create' as const, object, fields: [{ path: [], before: null, after: manifest }] }],
      waits: new Map([[refKey(object), { fields: { 'status.phase': '^Succeeded$' }, seconds: 3600 }]]),
      shrinking: new Set<string>(),
      gates: [],
    };
  });
}
