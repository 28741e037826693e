import { refKey, type ObjectRef, type ProgramId } from '../model/index.ts';
import { dim, line, paragraph, removed, strong, value, type Block, type Line, type View } from './view.ts';
import { counted, listed } from './words.ts';

/** A program that is to go, and what goes with it. */
export interface Doomed {
  readonly id: ProgramId;
  readonly sets: readonly { readonly ref: ObjectRef; readonly pods: number }[];
  /** Routes that were made for it. */
  readonly routes: readonly ObjectRef[];
  /** Services that stay, and no longer select a version. */
  readonly released: readonly ObjectRef[];
}

/** What a destroy deletes, in the order in which it does. */
export function destroyView(programs: readonly Doomed[], objects: readonly ObjectRef[]): View {
  const pods = programs.flatMap(({ sets }) => sets).reduce((sum, set) => sum + set.pods, 0);
  const counts = [...(programs.length > 0 ? [`${counted(programs.length, 'program')} with ${counted(pods, 'pod')}`] : []), ...(objects.length > 0 ? [counted(objects.length, 'object')] : [])];
  return [paragraph(strong(`Destroy: ${listed(counts)} to delete`)), ...programs.map(programBlock), ...objects.map((ref) => paragraph(removed('- '), value(refKey(ref))))];
}

function programBlock({ id, sets, routes, released }: Doomed): Block {
  const rows: (readonly Line[])[] = [
    ...sets.map(({ ref, pods }) => [line(removed('- '), `${ref.kind} `, value(ref.name)), line(ref.kind === 'Pod' ? '' : counted(pods, 'pod'))]),
    ...routes.map(({ kind, name }) => [line(removed('- '), `${kind} `, value(name)), line('')]),
    ...released.map(({ name }) => [line('~ Service ', value(name)), line(dim('stays, and selects all versions again'))]),
  ];
  return { kind: 'section', title: line(removed('- '), strong(id)), blocks: [{ kind: 'fields', fields: [{ label: '', rows }] }] };
}
