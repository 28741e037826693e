import { diagnose, didYouMean, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { programId, type Program, type ProgramId } from '../model/index.ts';

/** On a program: those that must be done before it begins. "web", "Rollout/web" or "default/Rollout/web", with commas between. */
const dependsOnAnnotation = 'sluice.dev/depends-on';

/** The programs that each one waits for; a program that waits for none has an empty list. */
export type Dependencies = ReadonlyMap<ProgramId, readonly ProgramId[]>;

/**
 * Reads what programs wait for. A name without a namespace is looked for in the program's own first.
 *
 * Names that lead nowhere, or to several programs, and programs that wait for each other are diagnostics (SLU441 to SLU443), and are then left out.
 */
export function dependenciesOf(programs: readonly Program[]): Checked<Dependencies> {
  const diagnostics: Diagnostic[] = [];
  const ids = programs.map(programId);
  const found = new Map<ProgramId, readonly ProgramId[]>();
  for (const program of programs) {
    const read = namesOf(program).map((name) => named(name, program, ids));
    diagnostics.push(...read.flatMap((one) => (typeof one === 'string' ? [] : [one])));
    found.set(programId(program), [...new Set(read.filter((one): one is ProgramId => typeof one === 'string'))]);
  }
  const byId = new Map(programs.map((program) => [programId(program), program]));
  for (const circle of circlesIn(found)) {
    const [first, ...rest] = circle.flatMap((id) => byId.get(id) ?? []);
    if (!first) continue;
    const way = [...circle, circle[0] ?? ''].join(' waits for ');
    const detail = `${way}, so none of them could ever begin. Take one of these names out of ${dependsOnAnnotation}.`;
    const related = rest.map((program) => ({ message: `${programId(program)} is one of them`, span: spanOf(program) }));
    diagnostics.push(diagnose('SLU442', spanOf(first), detail, related));
    for (const id of circle) found.set(id, []);
  }
  return { value: found, diagnostics };
}

function namesOf(program: Program): readonly string[] {
  const text = program.resource.object.metadata.annotations?.[dependsOnAnnotation] ?? '';
  return text.split(',').map((name) => name.trim()).filter((name) => name !== '');
}

function named(name: string, program: Program, ids: readonly ProgramId[]): ProgramId | Diagnostic {
  const [only, ...others] = candidates(name, program, ids);
  const self = programId(program);
  if (only === undefined) {
    const known = ids.filter((id) => id !== self);
    const hint = didYouMean(name, known.flatMap((id) => [id, id.split('/').slice(1).join('/'), id.split('/').at(-1) ?? id]));
    return diagnose('SLU441', spanOf(program), `${self} is to wait for ${name}, and no program of these manifests is called that.${hint || ` Give the manifests of ${name}, too, or take the name out.`}`);
  }
  if (others.length > 0) return diagnose('SLU443', spanOf(program), `${self} is to wait for ${name}, which can mean ${[only, ...others].join(' or ')}. Write out the namespace and the kind.`);
  return only;
}

function candidates(name: string, program: Program, ids: readonly ProgramId[]): readonly ProgramId[] {
  const all = ids.filter((id) => id === name || id.endsWith(`/${name}`));
  const near = all.filter((id) => id.startsWith(`${program.namespace}/`));
  return near.length > 0 ? near : all;
}

function spanOf({ resource }: Program) {
  return resource.at.spanOf(['metadata', 'annotations', dependsOnAnnotation]);
}

/** Each circle once, from the first of its members that is come upon. */
function circlesIn(dependencies: Dependencies): readonly (readonly ProgramId[])[] {
  const circles: (readonly ProgramId[])[] = [];
  const done = new Set<ProgramId>();
  const way: ProgramId[] = [];
  const visit = (id: ProgramId): void => {
    const at = way.indexOf(id);
    if (at !== -1) {
      circles.push(way.slice(at));
      return;
    }
    if (done.has(id)) return;
    way.push(id);
    for (const next of dependencies.get(id) ?? []) visit(next);
    way.pop();
    done.add(id);
  };
  for (const id of dependencies.keys()) visit(id);
  return circles;
}
