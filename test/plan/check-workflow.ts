import { expect, it } from 'vitest';
import { readDocuments } from '../../src/document/index.ts';
import * as language from '../../src/lang/expr/index.ts';
import { readInventory, readPrograms } from '../../src/manifest/index.ts';
import type { Programs, WorkflowPlan, WorkflowStage } from '../../src/model/index.ts';
import { buildPlan, noScenario, readScenario } from '../../src/plan/index.ts';

export interface AskedWorkflow {
  /** The spec of the one Workflow "w", as YAML; templates `job` (a container) and `say` (a script whose output is used) are there already. */
  readonly spec: string;
  readonly from?: string;
  /** With it the plan is a simulation. */
  readonly scenario?: string;
}

const known = `
- {name: job, inputs: {parameters: [{name: x, default: ""}]}, container: {image: "tool:1", args: ["{{inputs.parameters.x}}"], resources: {requests: {cpu: 100m, memory: 1Mi}}}}
- {name: say, script: {image: "tool:1", command: [sh], source: "echo"}}
`;

function programsOf(spec: string): Programs {
  const lines = spec.trim().split('\n');
  const templates = lines.indexOf('templates:');
  const own = [...lines.slice(0, templates + 1), ...known.trim().split('\n'), ...lines.slice(templates + 1)];
  const text = `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n${own.map((line) => `  ${line}`).join('\n')}\n`;
  const { value, diagnostics } = readDocuments(text, 'w.yaml');
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ detail }) => detail).join('\n'));
  return readPrograms(readInventory(value, { namespace: 'default' })).value;
}

function plannedWorkflow({ spec, from, scenario }: AskedWorkflow): WorkflowPlan {
  const read = scenario === undefined ? null : readScenario(readDocuments(scenario, 's.yaml').value);
  const plan = buildPlan({
    wanted: programsOf(spec),
    before: from === undefined ? { kind: 'nothing' } : { kind: 'from', source: 'old.yaml', programs: programsOf(from) },
    ...(read && { scenario: { ...noScenario, ...read.value } }),
    assess: () => ({ phase: 'Error', value: '', message: '' }),
    language,
    simulated: read !== null,
    alternatives: true,
    version: '0.0.0',
    diagnostics: [],
  });
  const [program] = plan.programs;
  if (program?.kind !== 'Workflow') throw new Error('no Workflow in the plan');
  return program;
}

const parts = { stages: stagesOf, failures: failuresOf, totals: totalsOf, pods: podsOf, differences: differencesOf, ends: endsOf };

/** Plans a Workflow and compares one part of the plan, written for people; blanks only make columns. */
export function checkWorkflow(name: string, asked: AskedWorkflow & { readonly shows: keyof typeof parts; readonly reads: string }): void {
  it(name, () => {
    expect(parts[asked.shows](plannedWorkflow(asked)).map(oneSpaced).join('\n')).toBe(asked.reads.trim().split('\n').map(oneSpaced).join('\n'));
  });
}

function oneSpaced(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

function short(id: string): string {
  return id.replace('default/Workflow/w/', '');
}

/** A line for each stage: id, kind, wave, what it waits for, how many it is, and when it runs. */
function stagesOf({ stages }: WorkflowPlan): readonly string[] {
  return stages.map((stage) => {
    const { fanOut, runs, phase } = stage;
    const needs = stage.needs.length > 0 ? [`after ${stage.needs.map(short).join(' ')}`] : [];
    const width = fanOut === null ? [] : [`x ${fanOut.count ?? `(${fanOut.because ?? ''})`}${fanOut.items.length > 0 ? `: ${fanOut.items.join(' ')}` : ''}`];
    const when = [runs.conditional === null ? [] : [`if (${runs.conditional})`], runs.hook === null ? [] : [`hook ${runs.hook.name} of ${short(runs.hook.of ?? '-')}`]].flat();
    return [`${short(stage.id)}: ${stage.kind} in ${stage.wave + 1}`, ...needs, ...width, ...when, ...(phase === 'Succeeded' ? [] : [phase || 'never ends'])].join(' | ');
  });
}

function failuresOf({ stages }: WorkflowPlan): readonly string[] {
  return stages.flatMap(({ id, onFailure }) => {
    if (!onFailure) return [];
    const { attempts, retry, continues, phase, lost, instead } = onFailure;
    const ids = (word: string, list: readonly string[]): readonly string[] => (list.length === 0 ? [] : [`${word} ${list.map(short).join(' ')}`]);
    return [[`${short(id)}: ${attempts ?? 'any'} times${retry === '' ? '' : ` (${retry})`}`, ...(continues ? ['continues'] : []), ...(phase === null ? [] : [phase || 'never ends']), ...ids('lost', lost), ...ids('instead', instead)].join(' | ')];
  });
}

function totalsOf({ totals }: WorkflowPlan): readonly string[] {
  const { pods, conditionalPods, widthUnknown, waves, mostPods, peakRequests, criticalPath, time, worstPods, approvals } = totals;
  return [
    `pods ${pods}, conditional ${conditionalPods}, worst ${worstPods ?? 'any'}, waves ${waves}, approvals ${approvals}`,
    ...widthUnknown.map((text) => `width ${text}`),
    `at once ${mostPods}: ${Object.entries(peakRequests).map(([name, text]) => `${name}=${text}`).join(' ')}`,
    `longest ${criticalPath.map(short).join(' ')}`,
    `time ${time.least} to ${time.most ?? 'any'}`,
  ];
}

function podsOf({ stages }: WorkflowPlan): readonly string[] {
  return stages.flatMap(({ id, pod }) => (pod ? [`${short(id)}: ${pod.containers.map(({ role, image, args, source }) => [role, image, ...args, ...(source === null ? [] : [source.trim()])].join(' ')).join(' + ')}`] : []));
}

function differencesOf({ stages, gone }: WorkflowPlan): readonly string[] {
  const changed = (stage: WorkflowStage): readonly string[] => {
    const { compared } = stage;
    if (compared === null || compared.kind === 'same') return [];
    if (compared.kind === 'new') return [`+ ${short(stage.id)}`];
    return [`~ ${short(stage.id)} through ${compared.template ?? '-'}: ${compared.fields.map(({ path, before, after }) => `${path.join('.')} ${JSON.stringify(before)} -> ${JSON.stringify(after)}`).join(', ')}`];
  };
  return [...stages.flatMap(changed), ...gone.map(({ id }) => `- ${short(id)}`)];
}

function endsOf({ phase, message, stages, acts }: WorkflowPlan): readonly string[] {
  return [
    `${phase || 'never'} ${message}`,
    ...stages.filter(({ kind }) => kind !== 'steps' && kind !== 'dag').map((stage) => `${short(stage.id)}: ${stage.phase || 'open'} at ${stage.startsAt} s for ${stage.time.least} s ${stage.message}`),
    ...acts.map(({ action, atSeconds, refused }) => `${action} ${atSeconds === null ? 'never' : `at ${atSeconds} s`}${refused === null ? '' : `: ${refused}`}`),
  ];
}
