import { relative, resolve, sep } from 'node:path';
import { diagnose, type Diagnostic } from '../diagnostic/index.ts';
import { hideSecrets } from '../document/index.ts';
import { PortError, type Plan, type StateStore } from '../model/index.ts';
import { liveMarks, planFileText, withoutSecretValues, type Digests, type OnDeviation, type PlanFile, type PlanInput, type StateMark } from '../plan/index.ts';
import { readPaths, type SourceFile } from '../source/index.ts';
import type { PlanBasis } from './make-plan.ts';
import { sha256 } from './plan-file-digest.ts';
import { digestsWith, makeKey } from './plan-file-key.ts';
import { writeWhole } from './write-file.ts';

/** What a plan file says beside the plan. */
export interface PlanFileOptions {
  readonly cluster: string | undefined;
  readonly paths: readonly string[];
  readonly namespace: string;
  readonly targets: readonly string[];
  readonly scenario: string | undefined;
  readonly onDeviation: OnDeviation;
  /** Read before the plan was made: what was stored since makes it stale. */
  readonly states: readonly StateMark[];
}

/** Where the states of all programs stand. Throws PortError. */
export async function stateMarks(store: StateStore): Promise<readonly StateMark[]> {
  const marks: StateMark[] = [];
  for (const program of await store.list()) {
    const stored = await store.read(program);
    if (stored) marks.push({ program, lineage: stored.lineage, serial: stored.serial });
  }
  return marks;
}

/** Writes a plan with all that `apply FILE` needs. Null when it is written. */
export async function writePlanFile(path: string, plan: Plan, basis: PlanBasis, options: PlanFileOptions): Promise<Diagnostic | null> {
  const { resources } = basis.wanted.inventory;
  const secretFiles = new Set(resources.flatMap(({ object, at }) => (object.kind === 'Secret' ? [at.spanOf([]).file] : [])));
  if (secretFiles.has(standardInput)) {
    return diagnose('SLU439', null, 'A Secret comes from standard input, where apply cannot read its values again, and no plan file holds them. Put it into a file.');
  }
  const isSecret = ({ path: file, text }: SourceFile): boolean => secretFiles.has(file) || hideSecrets(text).values.size > 0;
  try {
    const needsKey = secretFiles.size > 0 || basis.wanted.sources.some(isSecret);
    const key = needsKey ? await makeKey() : null;
    const digests = digestsWith(key);
    const file: PlanFile = {
      engine: 'native',
      onDeviation: options.onDeviation,
      cluster: options.cluster ?? null,
      paths: options.paths,
      namespace: options.namespace,
      targets: options.targets,
      key: key?.id ?? null,
      inputs: [...basis.wanted.sources.flatMap((source) => inputOf(source, isSecret(source), digests)), ...(await scenarioInput(options.scenario))],
      manifests: resources.map(({ object, at }) => ({ file: fromHere(at.spanOf([]).file), object: withoutSecretValues(object, digests) })),
      base: baseOf(basis, options, digests),
      plan,
    };
    return await writeWhole(path, planFileText(file, digests));
  } catch (error) {
    if (error instanceof PortError) return diagnose('SLU502', null, `${path} was not written: ${error.message}`);
    throw error;
  }
}

const standardInput = '<stdin>';

/** A path as it leads from the working folder, the same on every system. */
function fromHere(path: string): string {
  return path === standardInput ? path : relative('', resolve(path)).split(sep).join('/');
}

function inputOf({ path, text }: SourceFile, isSecret: boolean, { plain, keyed }: Digests): readonly PlanInput[] {
  return path === standardInput ? [] : [{ path: fromHere(path), use: 'manifests', digest: isSecret ? keyed(text) : plain(text) }];
}

async function scenarioInput(path: string | undefined): Promise<readonly PlanInput[]> {
  if (path === undefined || path === '-') return [];
  const { value } = await readPaths([path], { stdin: () => Promise.resolve(new Uint8Array()) });
  return value.map((source) => ({ path: fromHere(source.path), use: 'scenario', digest: sha256(source.text) }));
}

function baseOf({ before, wanted }: PlanBasis, { states, targets }: PlanFileOptions, digests: Digests): PlanFile['base'] {
  if (before.kind !== 'cluster') return { kind: 'assumed' };
  return { kind: 'cluster', uid: before.uid, states, live: liveMarks(wanted.programs, targets, before.cluster, digests) };
}
