import { dirname, resolve } from 'node:path';
import { diagnose, sortDiagnostics, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { readDocuments } from '../document/index.ts';
import { programId, type ProgramId, type RolloutProgram } from '../model/index.ts';
import { readScenario, type Scenario } from '../plan/index.ts';
import { readPaths } from '../source/index.ts';
import { loadManifests, type LoadOptions } from './load.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** The program that a file of an `apply FILE` has under an id, or null. */
  readonly applied: (file: string, id: ProgramId) => RolloutProgram | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly textOf: (file: string) => string | undefined;
}

/** Reads a scenario and the manifests that its actions apply; their paths count from the scenario's folder. */
export async function loadScenario(path: string, options: LoadOptions): Promise<LoadedScenario> {
  const read = await readPaths([path], options);
  const texts = new Map(read.value.map(({ path: name, text }) => [name, text]));
  const documents = read.value.map(({ path: name, text }) => readDocuments(text, name));
  const found: Checked<Scenario> = readScenario(documents.flatMap(({ value }) => value));
  const diagnostics = [...read.diagnostics, ...documents.flatMap((each) => each.diagnostics), ...found.diagnostics];
  const programs = new Map<string, RolloutProgram>();
  for (const { action, origin } of found.value.actions) {
    if (action.do !== 'apply-file') continue;
    const loaded = await loadManifests([resolve(dirname(path), action.file)], options);
    for (const file of loaded.files) texts.set(file, loaded.textOf(file) ?? '');
    const troubles = [...loaded.diagnostics, ...loaded.unplanned].filter(({ severity }) => severity === 'error');
    diagnostics.push(...troubles);
    if (troubles.length > 0) diagnostics.push(diagnose('SLU412', origin, `The action applies ${action.file}, which has errors.`));
    for (const program of loaded.programs.programs) if (program.kind === 'Rollout') programs.set(`${action.file}\n${programId(program)}`, program);
  }
  return {
    scenario: found.value,
    applied: (file, id) => programs.get(`${file}\n${id}`) ?? null,
    diagnostics: sortDiagnostics(diagnostics),
    textOf: (file) => texts.get(file),
  };
}
