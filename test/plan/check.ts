import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import { assess } from '../../src/metrics/index.ts';
import type { Plan, Programs, RolloutPlan, Stage, WhatIf } from '../../src/model/index.ts';
import { buildPlan, noScenario, pathText, type Before, type Scenario } from '../../src/plan/index.ts';
import { objectsOf, readObjects, type Written } from '../rollout/written.ts';

export interface Asked {
  /** What is there now; nothing if left out. */
  readonly from?: Written;
  readonly to: Written;
  /** Objects beside the Rollout: then and now. */
  readonly beside?: { readonly from?: readonly JsonObject[]; readonly to?: readonly JsonObject[] };
  readonly scenario?: Partial<Scenario>;
  readonly targets?: readonly string[];
  readonly alternatives?: boolean;
}

const parts = { stages: stagesOf, pods: podsOf, changes: changesOf, objects: objectsText, routes: routesText, alternatives: alternativesOf, downward: downwardOf, acts: actsOf, measured: measuredOf };

/** Plans and compares one part of the plan, written for people; blanks only make columns. */
export function check(name: string, asked: Asked & { readonly shows: keyof typeof parts; readonly reads: string }): void {
  it(name, () => {
    const lines = parts[asked.shows](planned(asked));
    expect(lines.map(oneSpaced).join('\n')).toBe(asked.reads.trim().split('\n').map(oneSpaced).join('\n'));
  });
}

function oneSpaced(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

export function planned({ from, to, beside = {}, scenario = {}, targets = [], alternatives = false }: Asked): Plan {
  const before: Before = from === undefined ? { kind: 'nothing' } : { kind: 'from', source: 'old.yaml', programs: programs(from, beside.from) };
  return buildPlan({ wanted: programs(to, beside.to), before, scenario: { ...noScenario, ...scenario }, assess, targets, alternatives, version: '0.0.0', diagnostics: [] });
}

function programs(written: Written, beside: readonly JsonObject[] = []): Programs {
  return readObjects([...objectsOf(written), ...beside]);
}

export function rolloutsOf(plan: Plan): readonly RolloutPlan[] {
  return plan.programs.filter((program) => program.kind === 'Rollout');
}

/** A line for the program and one for each stage: id, from when to when, phase, sets, share, envelope. */
function stagesOf(plan: Plan): readonly string[] {
  return rolloutsOf(plan).flatMap(({ id, action, stages, totals }) => [
    `${id} ${action}: ${totals.podsReplaced} replaced, ${totals.leastSeconds} s, ${totals.approvals} approvals, most ${totals.envelope.maxPods}, fewest ready ${totals.envelope.minReady}`,
    ...stages.map((stage) => {
      const sets = stage.sets.map(({ role, before, after, ready }) => `${role} ${before} -> ${after}${ready === after ? '' : ` (${ready} ready)`}`).join(', ');
      const share = stage.traffic ? ` | ${stage.traffic.derivation}` : '';
      return `${ordinal(stage)}: ${stage.title} | ${stage.phase} at ${stage.startsAt} s, ${stage.time.least} s to ${stage.time.most ?? 'a person'} | ${sets}${share} | most ${stage.envelope.maxPods}, fewest ready ${stage.envelope.minReady}`;
    }),
  ]);
}

function podsOf(plan: Plan): readonly string[] {
  return eachStage(plan, ({ pods }) =>
    pods.map(({ role, added, removed, labels, relabelled }) => {
      const own = Object.entries(labels).filter(([key]) => key !== 'app' && key !== 'rollouts-pod-template-hash').map(([key, value]) => ` ${key}=${value}`);
      const changed = relabelled ? `, ${relabelled.pods} relabelled: ${relabelled.fields.map(changeText).join(', ')}` : '';
      return `${role}${own.join('')} +${added} -${removed}${changed}`;
    }),
  );
}

function changesOf(plan: Plan): readonly string[] {
  return rolloutsOf(plan).flatMap(({ action, manifest }) => [action, ...manifest.map(changeText)]);
}

function objectsText(plan: Plan): readonly string[] {
  return plan.objects.map((change) => `${change.action} ${change.object.kind} ${change.object.name}${change.action === 'delete' ? '' : `: ${change.fields.map(changeText).join(', ')}`}`);
}

/** Of each stage, what changes in objects that are no sets and no Services. */
function routesText(plan: Plan): readonly string[] {
  return eachStage(plan, ({ changes }) =>
    changes
      .filter(({ object }) => object.kind !== 'ReplicaSet' && object.kind !== 'Service')
      .map((change) => `${change.action} ${change.object.kind} ${change.object.name}${change.action === 'delete' ? '' : `: ${change.fields.map(changeText).join(', ')}`}`),
  );
}

function alternativesOf(plan: Plan): readonly string[] {
  return eachStage(plan, ({ onFailure, whatIf }) => [...onFailure.map((item) => `fails: ${alternative(item)}`), ...whatIf.map((item) => `if: ${alternative(item)}`)]);
}

function alternative({ event, phase, sets, seconds, envelope }: WhatIf): string {
  const pods = sets.map(({ role, desired, ready }) => `${role} ${ready === desired ? desired : `${ready} of ${desired}`}`).join(', ');
  return `${event} -> ${phase} after ${seconds} s | ${pods} | most ${envelope.maxPods}, fewest ready ${envelope.minReady}`;
}

function downwardOf(plan: Plan): readonly string[] {
  return eachStage(plan, ({ downward }) => downward.map(({ container, field, through, at, sees }) => `${container} reads ${field} through ${through} ${at}: ${sees}`));
}

function actsOf(plan: Plan): readonly string[] {
  return rolloutsOf(plan).flatMap(({ acts }) => acts.map(({ action, atSeconds, refused }) => `${action} ${atSeconds === null ? 'never' : `at ${atSeconds} s`}${refused === null ? '' : `: ${refused}`}`));
}

function measuredOf(plan: Plan): readonly string[] {
  return eachStage(plan, ({ gates }) =>
    gates.flatMap((gate) => (gate.kind === 'analysis' ? gate.metrics.map(({ name, measured }) => `${name}: ${measured.map(({ value, phase, atSeconds }) => `${value || '-'} ${phase} at ${atSeconds} s`).join(', ')}`) : [])),
  );
}

function eachStage(plan: Plan, lines: (stage: Stage) => readonly string[]): readonly string[] {
  return rolloutsOf(plan).flatMap(({ stages }) => stages.flatMap((stage) => lines(stage).map((line) => `${ordinal(stage)}: ${line}`)));
}

function ordinal({ id }: Stage): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function changeText({ path, before, after }: { readonly path: readonly (string | number)[]; readonly before: unknown; readonly after: unknown }): string {
  return `${pathText(path)} ${JSON.stringify(before)} -> ${JSON.stringify(after)}`;
}
