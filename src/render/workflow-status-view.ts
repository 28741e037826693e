import { formatTime, plainDuration } from '../lang/index.ts';
import type { NodePhase, NodeTree, WorkflowStatus } from '../model/index.ts';
import { dim, failed, field, good, line, name, strong, value, warning, type Block, type Field, type Line, type Piece } from './view.ts';

/** How a Workflow stands: fields first, then the tree of its nodes, in the columns of `argo get`. */
export function workflowStatusBlock(status: WorkflowStatus): Block {
  const trees = status.trees.filter(({ phase }) => phase !== 'Omitted');
  return {
    kind: 'section',
    title: line(strong(status.id)),
    blocks: [
      { kind: 'fields', fields: fieldsOf(status) },
      ...(trees.length === 0 ? [] : [{ kind: 'table' as const, head: ['STEP', 'TEMPLATE', 'PODNAME', 'DURATION', 'MESSAGE'], rows: trees.flatMap((tree) => rowsOf(tree, '', '')) }]),
    ],
  };
}

function fieldsOf(status: WorkflowStatus): readonly Field[] {
  const { phase, message, startedAt, finishedAt, seconds, progress } = status;
  const fields: Field[] = [field('Status', line(phasePiece(phase === '' ? 'Pending' : phase), ...(message === '' ? [] : [`  ${message}`])))];
  if (startedAt !== null) fields.push(field('Started', line(formatTime(startedAt))));
  if (finishedAt !== null) fields.push(field('Finished', line(formatTime(finishedAt))));
  if (seconds !== null) fields.push(field('Duration', line(spoken(seconds))));
  fields.push(field('Progress', line(`${progress.done}/${progress.of}`)));
  for (const one of status.parameters) fields.push(field(`Parameter ${one.name}`, line(value(one.value))));
  for (const one of status.outputs) fields.push(field(`Output ${one.name}`, line(value(one.value))));
  for (const wait of status.waiting) {
    const left = wait.seconds === null ? '' : `, ${spoken(wait.seconds)} left`;
    fields.push(field(wait.forPerson ? 'Waits for a person' : 'Waits for', line(wait.forPerson ? warning(`${wait.text}${left}`) : `${wait.text}${left}`)));
  }
  if (status.expiresAt !== null) fields.push(field('Forgotten after', line(formatTime(status.expiresAt))));
  return fields;
}

/** A node and what is shown below it. Step groups, and retries of one attempt, are not shown by themselves. */
function rowsOf(tree: NodeTree, stem: string, below: string): readonly (readonly Line[])[] {
  const groups = tree.children.map((child) => shown(child)).filter((group) => group.length > 0);
  return [
    nodeRow(tree, stem),
    ...groups.flatMap((group, at) => {
      const isLast = at === groups.length - 1;
      return group.flatMap((child, index) => {
        const outer = index === 0 ? (isLast ? '└─' : '├─') : isLast ? '  ' : '│ ';
        const inner = group.length === 1 ? '' : index === 0 ? '┬─' : index === group.length - 1 ? '└─' : '├─';
        const under = group.length === 1 ? '' : index === group.length - 1 ? '  ' : '│ ';
        return rowsOf(child, `${below}${outer}${inner}`, `${below}${isLast ? '  ' : '│ '}${under}`);
      });
    }),
  ];
}

/** What stands for a node: the steps of a group side by side, the only attempt of a retry, or nothing where it was omitted. */
function shown(tree: NodeTree): readonly NodeTree[] {
  if (tree.type === 'StepGroup') return tree.children.flatMap(shown);
  if (tree.type === 'Retry' && tree.children.length === 1) return tree.children.flatMap(shown);
  return tree.phase === 'Omitted' ? [] : [tree];
}

function nodeRow(tree: NodeTree, stem: string): readonly Line[] {
  const isPod = tree.type === 'Pod';
  return [
    line(dim(stem), iconOf(tree), ' ', name(tree.displayName)),
    line(value(tree.template)),
    line(value(isPod ? (tree.pod ?? '') : '')),
    line(isPod ? spoken(tree.seconds) : ''),
    line(tree.message),
  ];
}

function iconOf({ type, phase }: NodeTree): Piece {
  if (type === 'Suspend' && phase === 'Running') return warning('ǁ');
  switch (phase) {
    case 'Pending':
      return warning('◷');
    case 'Running':
      return value('●');
    case 'Succeeded':
      return good('✔');
    case 'Skipped':
    case 'Omitted':
      return dim('○');
    case 'Failed':
      return failed('✖');
    case 'Error':
      return failed('⚠');
  }
}

function phasePiece(phase: NodePhase): Piece {
  switch (phase) {
    case 'Succeeded':
      return good(phase);
    case 'Failed':
    case 'Error':
      return failed(phase);
    case 'Pending':
      return warning(phase);
    case 'Running':
    case 'Skipped':
    case 'Omitted':
      return value(phase);
  }
}

function spoken(seconds: number): string {
  return plainDuration(Math.round(Math.max(0, seconds)) * 1000);
}
