import type { PauseQuestion } from '../apply/index.ts';
import type { ProgramId, RolloutPlan, StageId } from '../model/index.ts';
import { onwardView, renderTerminal, stageBlocks, statusView } from '../render/index.ts';
import type { RunState } from '../run/index.ts';
import { planAnew, type Modelled } from './plan-anew.ts';
import type { Terminal } from './terminal.ts';

/** The plans that are being carried out, as people are shown them. It has state because a program that leaves its plan gets another. */
export class ShownPlans {
  readonly #plans: Map<ProgramId, RolloutPlan>;
  readonly #terminal: Terminal;

  constructor(plans: readonly RolloutPlan[], terminal: Terminal) {
    this.#plans = new Map(plans.map((plan) => [plan.id, plan]));
    this.#terminal = terminal;
  }

  titles(): ReadonlyMap<ProgramId, readonly string[]> {
    return new Map([...this.#plans].map(([id, { stages }]) => [id, stages.map(({ title }) => title)]));
  }

  /** Plans a run anew, and shows the stages to come. */
  async planAnew(run: RunState, cluster: Modelled, say: (text: string) => void): Promise<RolloutPlan> {
    const plan = await planAnew(run, cluster);
    this.#plans.set(plan.id, plan);
    say(this.#text(onwardView(plan, run.memory.aborted !== null)));
    return plan;
  }

  /** What a person who is asked at a pause decides on: the stage as it was planned, or, where no plan has it, how the program stands. */
  atPause({ program, stage, status }: PauseQuestion): string {
    const plan = this.#plans.get(program);
    const planned = plan?.stages.find(({ id }) => id === (stage.id as StageId | null));
    return this.#text(plan && planned ? stageBlocks(plan, planned) : statusView([status]));
  }

  #text(view: Parameters<typeof renderTerminal>[0]): string {
    return renderTerminal(view, { width: this.#terminal.width, colour: this.#terminal.color, unicode: false });
  }
}
