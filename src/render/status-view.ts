import { formatTime, plainDuration } from '../lang/index.ts';
import type { RolloutStatus, SetStatus, WorkflowStatus } from '../model/index.ts';
import { decimal } from '../plan/index.ts';
import { dim, failed, field, good, line, paragraph, strong, value, warning, type Block, type Field, type Line, type Piece, type View } from './view.ts';
import { workflowStatusBlock } from './workflow-status-view.ts';

/** How programs stand. Rollouts: fields first, then the tree of sets and pods, in the columns of `kubectl argo rollouts get rollout`. */
export function statusView(statuses: readonly (RolloutStatus | WorkflowStatus)[]): View {
  if (statuses.length === 0) return [paragraph('Nothing is run here: no state is stored. sluice apply makes some.')];
  return statuses.map((status) => ('trees' in status ? workflowStatusBlock(status) : programBlock(status)));
}

function programBlock(status: RolloutStatus): Block {
  return {
    kind: 'section',
    title: line(strong(status.id)),
    blocks: [{ kind: 'fields', fields: fieldsOf(status) }, treeOf(status)],
  };
}

function fieldsOf(status: RolloutStatus): readonly Field[] {
  const { step, steps, stepText, traffic, sets } = status;
  const sum = (of: (set: SetStatus) => number): number => sets.reduce((total, set) => total + of(set), 0);
  const fields: Field[] = [field('Status', line(phasePiece(status.phase), ...(status.message === '' ? [] : [`  ${status.message}`])))];
  if (step !== null) fields.push(field('Step', line(`${Math.min(step + 1, steps)} of ${steps}`, ...(stepText === null ? ['  all done'] : [`  ${stepText}`]))));
  if (traffic) fields.push(field('Weight', line(`asked ${traffic.asked} %, really ${decimal(traffic.real)} %`, dim(`  ${traffic.derivation}`))));
  fields.push(field('Pods', line(`${status.replicas} desired, ${sum((set) => set.desired)} asked for, ${sum((set) => set.ready)} ready, ${sum((set) => set.available)} available`)));
  for (const { name, set } of status.services) fields.push(field(`Service ${name}`, line(set === null ? 'selects no version' : `selects ${set}`)));
  for (const item of status.analysis) {
    const told = item.measurements.map(({ value: measured, phase, message, at }) => `${formatTime(at).slice(11)} ${measured === '' ? message || '-' : measured} ${phase}`);
    fields.push(field(`Analysis ${item.metric}`, line(`${item.phase}`, dim(told.length === 0 ? '  nothing measured yet' : `  ${told.join(', ')}`))));
  }
  for (const wait of status.waiting) {
    const left = wait.seconds === null ? '' : `, ${plainDuration(Math.round(wait.seconds) * 1000)} left`;
    fields.push(field(wait.forPerson ? 'Waits for a person' : 'Waits for', line(wait.forPerson ? warning(`${wait.text}${left}`) : `${wait.text}${left}`)));
  }
  if (status.deviation !== null) fields.push(field('Differs from the plan', line(failed(status.deviation))));
  return fields;
}

function treeOf(status: RolloutStatus): Block {
  const rows: (readonly Line[])[] = [];
  status.sets.forEach((set, index) => {
    const last = index === status.sets.length - 1;
    rows.push(setRow(set, last ? '└─' : '├─'));
    set.pods.forEach((pod, at) => {
      const stem = `${last ? '  ' : '│ '} ${at === set.pods.length - 1 ? '└─' : '├─'}`;
      rows.push([
        line(dim(`${stem} `), pod.name),
        line('Pod'),
        line(pod.ready ? good('ready') : warning('not ready')),
        line(plainDuration(Math.round(pod.ageSeconds) * 1000)),
        line(''),
      ]);
    });
  });
  return { kind: 'table', head: ['NAME', 'KIND', 'STATUS', 'AGE', 'INFO'], rows };
}

function setRow(set: SetStatus, stem: string): readonly Line[] {
  const leaving = set.scaleDownSeconds === null ? '' : `, scaled down in ${plainDuration(Math.round(set.scaleDownSeconds) * 1000)}`;
  const whole = set.available >= set.desired;
  return [
    line(dim(`${stem} `), value(set.name)),
    line('ReplicaSet'),
    line(whole ? good(`${set.ready}/${set.desired} ready`) : warning(`${set.ready}/${set.desired} ready`)),
    line(''),
    line(`revision ${set.revision}, ${set.role}${leaving}  `, dim(set.images.join(', '))),
  ];
}

function phasePiece(phase: RolloutStatus['phase']): Piece {
  switch (phase) {
    case 'Healthy':
      return good(phase);
    case 'Degraded':
      return failed(phase);
    case 'Paused':
      return warning(phase);
    case 'Progressing':
      return value(phase);
  }
}
