import type { ProgramId } from '../model/index.ts';
import { dim, line, paragraph, strong, value, warning, type Line, type View } from './view.ts';
import { counted } from './words.ts';

/** A program whose sets are to be taken over. */
export interface Imported {
  readonly id: ProgramId;
  /** `runs`: the version that the program is at. `owned`: something in the cluster owns it, whose controller may go on steering it. */
  readonly sets: readonly { readonly name: string; readonly pods: number; readonly runs: boolean; readonly owned: boolean }[];
}

/** What an import takes over. */
export function importView(programs: readonly Imported[]): View {
  const sets = programs.flatMap((program) => program.sets);
  const warnings = sets.some(({ owned }) => owned) ? [paragraph(warning('Some of them have an owner. A controller that steers it would work against sluice: stop it, or delete the owner without what it owns.'))] : [];
  return [
    paragraph(strong(`Import: ${counted(sets.length, 'ReplicaSet')} of ${counted(programs.length, 'rollout')} to take over`)),
    ...warnings,
    ...programs.map((program) => ({
      kind: 'section' as const,
      title: line(strong(program.id)),
      blocks: [
        {
          kind: 'fields' as const,
          fields: [{ label: '', rows: program.sets.map((set): readonly Line[] => [line('ReplicaSet ', value(set.name)), line(counted(set.pods, 'pod')), line(dim(set.runs ? 'the version that runs' : 'another version'))]) }],
        },
      ],
    })),
  ];
}
