import type { KubeObject, ProgramId } from '../model/index.ts';
import { objectRef } from './part-shapes.ts';
import type { LiveMark, OnDeviation, PlanFile, PlanFileBase, PlanInput, PlanManifest, StateMark } from './plan-file.ts';
import { planShape } from './plan-shape.ts';
import { anything, list, named, nullable, number, object, oneOf, text, textAs, union, type Shape } from './shape.ts';

/** The form of plan files, below their header. */

/** What an object must have for the programs to be read from it; all else is as it was checked before the plan was made. */
const identified = object<{ readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string } }>({
  apiVersion: text,
  kind: text,
  metadata: object<{ readonly name: string }>({ name: text }),
});

const kubeObject: Shape<KubeObject> = {
  encode: (value) => anything.encode(value as never),
  decode: (json, path, fault) => {
    identified.decode(json, path, fault);
    return json as unknown as KubeObject;
  },
  schema: (definitions) => identified.schema(definitions),
};

const base: Shape<PlanFileBase> = union<PlanFileBase>()('kind', {
  assumed: object({ kind: oneOf('assumed') }),
  cluster: object({
    kind: oneOf('cluster'),
    uid: text,
    states: list(named('StateMark', object<StateMark>({ program: textAs<ProgramId>(), lineage: text, serial: number }))),
    live: list(named('LiveMark', object<LiveMark>({ object: objectRef, digest: nullable(text) }))),
  }),
});

export const planFileShape: Shape<PlanFile> = object<PlanFile>({
  engine: oneOf('native'),
  onDeviation: oneOf<OnDeviation>('halt', 'ask'),
  cluster: nullable(text),
  paths: list(text),
  namespace: text,
  targets: list(text),
  key: nullable(text),
  inputs: list(named('Input', object<PlanInput>({ path: text, use: oneOf<PlanInput['use']>('manifests', 'scenario'), digest: text }))),
  manifests: list(named('Manifest', object<PlanManifest>({ file: text, object: kubeObject }))),
  base,
  plan: planShape,
});
