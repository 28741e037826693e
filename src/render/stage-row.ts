import type { Gate, SetRole, Stage } from '../model/index.ts';
import { code, escaped } from './markdown-text.ts';
import { outcomeLine, worstOf } from './what-if-text.ts';
import { markdownLine } from './markdown-text.ts';
import { counted, duration } from './words.ts';

/** The columns of a stage table. */
export const stageHead: readonly string[] = ['no.', 'stage', 'pods', 'weight', 'at once', 'waits for', 'takes', 'if it fails'];

/** One stage as the cells of a table, in Markdown. */
export function stageRow(stage: Stage, ordinal: number): readonly string[] {
  const worst = worstOf(stage.onFailure);
  return [
    String(ordinal),
    escaped(stage.title),
    stage.sets.map(({ role, before, after }) => setText(role, before, after)).join('<br>'),
    weightText(stage),
    escaped(`at most ${stage.envelope.maxPods}, ${stage.envelope.minReady} ready`),
    stage.gates.map(gateText).join('<br>'),
    escaped(timeText(stage)),
    worst === null ? '' : markdownLine(outcomeLine(worst)),
  ];
}

function setText(role: SetRole, before: number, after: number): string {
  return before === after ? `${role} ${after}` : `${role} ${before} \u2192 **${after}**`;
}

function weightText({ traffic }: Stage): string {
  if (traffic === null) return '';
  const real = Math.round(traffic.real * 10) / 10;
  return real === traffic.asked ? `${real} %` : `${traffic.asked} %, really **${real} %**`;
}

function gateText(gate: Gate): string {
  switch (gate.kind) {
    case 'pods':
      return `${counted(gate.pods, 'new pod')}`;
    case 'timer':
      return escaped(duration(gate.seconds));
    case 'approval':
      return '**approval**';
    case 'scale-down':
      return escaped(`old pods go in ${duration(gate.seconds)}`);
    case 'analysis':
      return `analysis ${gate.templates.map(code).join(', ')}`;
    case 'experiment':
      return escaped(gate.seconds === null ? 'experiment' : `experiment of ${duration(gate.seconds)}`);
  }
}

function timeText({ time }: Stage): string {
  const least = duration(time.least);
  if (time.most === null) return `${least} and the approval`;
  return time.most === time.least ? least : `${least} to ${duration(time.most)}`;
}
