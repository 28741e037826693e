import { randomUUID } from 'node:crypto';
import { holding, nobody, runProgram } from '../apply/index.ts';
import { PortError, type ProgramId, type UserAction } from '../model/index.ts';
import { buildPlan } from '../plan/index.ts';
import { beginRun, revivedProgram, step } from '../run/index.ts';
import { concludeEndings } from './conclude.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCode } from './exit-code.ts';
import { peopleAtTerminal } from './people.ts';
import { openProgress, type Progress } from './progress.ts';
import { openCluster, openStore, readStoredScenario, scenarioSource } from './session.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';
import { whoAmI } from './who.ts';

/** Options of the commands that carry a program on. */
export const driveOptions = [
  { name: 'speed', value: 'N', summary: 'How many times as fast the embedded cluster runs (1)' },
  { name: 'on-deviation', value: 'WHAT', choices: ['halt', 'ask'], summary: 'What a difference from the plan leads to (halt)' },
  { name: 'approve-pauses', summary: 'Promote at every pause without asking' },
  { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], summary: 'Progress as lines, or as NDJSON events' },
] as const;

export interface DriveOptions {
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
  const store = openStore();
  const who = whoAmI();
  const scenario = await readStoredScenario();
  const stop = stopSignal(terminal);
  try {
    const ending = await holding(id, action.do, { lockTimeoutMs: 0, newId: randomUUID }, { store, who }, async (held) => {
      if (!held.run) throw new PortError('not-found', `${id} has no state in ${store.title} any more.`);
      const cluster = await openCluster({ speed, scenario, programs: [revivedProgram(held.run.program)] });
      let progress: Progress | null = null;
      try {
        const view = await cluster.observe(held.run.program.namespace);
        const asked = step(held.run, { kind: 'requested', action, who, at: view.now });
        const refused = asked.notes.find((note) => note.kind === 'refused');
        if (refused) return { refused: refused.reason };
        const program = revivedProgram(asked.run.program);
        const { assess } = await import('../metrics/index.ts');
        const model = await cluster.model();
        for (const { write } of asked.run.pending) model.write(write);
        model.settle();
        const plan = buildPlan({
          wanted: { programs: [program], plain: [] },
          before: { kind: 'cluster', title: cluster.title, uid: cluster.uid, cluster: model, live: new Map([[id, { program, memory: asked.run.memory }]]) },
          alternatives: false,
          assess,
          version,
          diagnostics: [],
        }).programs[0];
        const begun = plan?.kind === 'Rollout' ? beginRun(asked.run, { plan, program, cluster: cluster.uid, who, now: view.now, digest: '' }) : asked.run;
        // Nobody was shown this plan: what others changed meanwhile still has to be shown.
        const run = { ...begun, expected: asked.run.expected };
        progress = openProgress(options.output ?? 'text', terminal, { titles: new Map([[id, run.planned.map(({ title }) => title)]]), speed });
        return await runProgram(run, held, {
          cluster,
          store,
          metrics: scenarioSource(scenario),
          assess,
          people: terminal.isInteractive ? progress.withPauses(peopleAtTerminal()) : nobody,
          report: progress.report,
          who,
          approvePauses: options['approve-pauses'],
          onDeviation: options['on-deviation'] ?? 'halt',
          stop: stop.signal,
        });
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
