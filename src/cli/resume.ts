import { randomUUID } from 'node:crypto';
import { holding, nobody, runProgram, RunWriter } from '../apply/index.ts';
import { PortError, type ProgramId, type UserAction } from '../model/index.ts';
import { noScenario } from '../plan/index.ts';
import { beginRun, revivedProgram, step, type RunState } from '../run/index.ts';
import { chosenOrEmbedded } from './chosen-cluster.ts';
import { clusterOptions, type ClusterChoice } from './cluster-options.ts';
import { concludeEndings } from './conclude.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { hasErrors } from './diagnostics.ts';
import { metricOptions, metricsOf, readMetricSettings, type MetricChoice } from './measuring.ts';
import { peopleAtTerminal } from './people.ts';
import { planAnew, type Modelled } from './plan-anew.ts';
import { openProgress, type Progress } from './progress.ts';
import { readStoredScenario } from './session.ts';
import { ShownPlans } from './shown-plans.ts';
import { showTrouble } from './show-plan.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';
import { whoAmI } from './who.ts';

/** Options of the commands that carry a program on. */
export const driveOptions = [
  ...clusterOptions,
  { name: 'speed', value: 'N', summary: 'How many times as fast the embedded cluster runs (1)' },
  ...metricOptions,
  { name: 'on-deviation', value: 'WHAT', choices: ['halt', 'ask'], summary: 'What a difference from the plan leads to (halt)' },
  { name: 'approve-pauses', summary: 'Promote at every pause without asking' },
  { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], summary: 'Progress as lines, or as NDJSON events' },
] as const;

export interface DriveOptions extends MetricChoice, ClusterChoice {
  readonly speed: string | undefined;
  readonly 'on-deviation': 'halt' | 'ask' | undefined;
  readonly 'approve-pauses': boolean;
  readonly output: 'text' | 'json' | undefined;
}

/** Does what a person asks of a program that nobody runs, and carries it on to its next gate. */
export async function resumeProgram(id: ProgramId, action: UserAction, options: DriveOptions, terminal: Terminal): Promise<ExitCode> {
  const speed = options.speed === undefined ? 1 : Number(options.speed);
  if (!(speed > 0)) {
    terminal.err('--speed takes a number above 0.\n');
    return exitCode.error;
  }
  const measuring = await readMetricSettings(options);
  if (hasErrors(measuring.diagnostics)) return showTrouble(measuring.diagnostics, terminal, () => undefined);
  const { value: chosen, diagnostics } = await chosenOrEmbedded(options, terminal);
  if (chosen === null) return showTrouble(diagnostics, terminal, () => undefined);
  const { states: store } = chosen.stores;
  const who = whoAmI();
  const scenario = chosen.name === 'kube' ? noScenario : await readStoredScenario();
  const stop = stopSignal(terminal);
  try {
    const ending = await holding(id, action.do, { lockTimeoutMs: 0, newId: randomUUID }, { store, who }, async (held) => {
      if (!held.run) throw new PortError('not-found', `${id} has no state in ${store.title} any more.`);
      if (held.run.onDeviation === 'halt' && options['on-deviation'] === 'ask') return { refused: 'the plan file it is carried out by says --on-deviation halt' };
      const cluster = await chosen.open({ speed, scenario, programs: [revivedProgram(held.run.program)] });
      let progress: Progress | null = null;
      try {
        if (chosen.name === 'kube' && held.run.cluster !== cluster.uid) throw new PortError('conflict', `The state of ${id} in ${store.title} belongs to another cluster (${held.run.cluster}), not to the ${cluster.title}.`);
        const view = await cluster.observe(held.run.program.namespace);
        const asked = step(held.run, { kind: 'requested', action, who, at: view.now });
        const refused = asked.notes.find((note) => note.kind === 'refused');
        if (refused) {
          await new RunWriter(store, held).save(asked.run);
          return { refused: refused.reason };
        }
        const { assess } = await import('../metrics/index.ts');
        const shown = new ShownPlans([], terminal);
        const run = asked.leftPlan === undefined ? await goingOn(asked.run, cluster, { who, now: view.now }) : asked.run;
        const opened = openProgress(options.output ?? 'text', terminal, { titles: new Map([[id, run.planned.map(({ title }) => title)]]), speed });
        progress = opened;
        return await runProgram(run, held, {
          cluster,
          store,
          metrics: metricsOf({ scenario, cluster, settings: measuring.value, forward: chosen.forward }),
          assess,
          people: terminal.isInteractive ? opened.withPauses(peopleAtTerminal({ terminal, atPause: (question) => shown.atPause(question) })) : nobody,
          report: opened.report,
          planAnew: (left) => shown.planAnew(left, cluster, opened.say),
          who,
          approvePauses: options['approve-pauses'],
          onDeviation: options['on-deviation'] ?? run.onDeviation ?? 'halt',
          stop: stop.signal,
        }, asked.leftPlan);
      } finally {
        progress?.close();
        await cluster.close();
      }
    });
    if ('refused' in ending) {
      terminal.err(`${id}: ${action.do} is refused: ${ending.refused}.\n`);
      return exitCode.error;
    }
    return concludeEndings(new Map([[id, ending]]), terminal);
  } finally {
    stop.release();
  }
}

/** The run with a plan of what is left of it. Nobody was shown that plan: what others changed meanwhile still has to be shown. */
async function goingOn(run: RunState, cluster: Modelled, { who, now }: { readonly who: string; readonly now: number }): Promise<RunState> {
  const plan = await planAnew(run, cluster);
  const begun = beginRun(run, { plan, program: revivedProgram(run.program), cluster: cluster.uid, who, now, digest: '', onDeviation: run.onDeviation });
  return { ...begun, expected: run.expected };
}
