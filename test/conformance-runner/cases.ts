import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { limitsOf, type RolloutProgram } from '../../src/model/index.ts';
import { compareRollout } from './compare.ts';
import { runExpr, type Encoded, type Entry } from './lang-expr.ts';
import { runWhen, type WhenEntry } from './lang-when.ts';
import { runValues, type ValuesEntry } from './lang-values.ts';
import { loadRolloutCase, type LoadedCase } from './load-case.ts';
import { runCase } from './rollout-run.ts';
import { workflowDifferences } from './workflow-case.ts';

/** One case and how it went; `differences` is empty when it passed. */
export interface CaseResult {
  /** "rollouts/basic-abort", "workflows/dag-chain", "lang/when/literal-002". */
  readonly id: string;
  readonly differences: readonly string[];
}

/** A case that can be run by itself. */
export interface Case {
  readonly id: string;
  readonly run: () => readonly CaseResult[] | Promise<readonly CaseResult[]>;
}

const tables = ['expr', 'condition', 'when', 'sprig', 'values'] as const;

/** Every case below a folder, of whichever kind it is, in order of their ids. */
export function casesBelow(folder: string): readonly Case[] {
  const found: Case[] = [];
  const visit = (path: string): void => {
    const name = basename(path);
    if (existsSync(join(path, 'trace.json'))) {
      if (existsSync(join(path, 'workflow.yaml'))) found.push({ id: `workflows/${name}`, run: async () => [await runWorkflowCase(path)] });
      else found.push({ id: `rollouts/${name}`, run: async () => [await runRolloutCase(path)] });
      return;
    }
    for (const table of tables) {
      const file = join(path, `${table}.json`);
      if (existsSync(file) && isTable(file)) found.push({ id: `lang/${table}`, run: () => runTable(table, file) });
    }
    for (const entry of readdirSync(path).sort()) if (statSync(join(path, entry)).isDirectory()) visit(join(path, entry));
  };
  visit(folder);
  return found;
}

function isTable(file: string): boolean {
  return /"table"\s*:/.test(readFileSync(file, 'utf8').slice(0, 200));
}

async function runRolloutCase(folder: string): Promise<CaseResult> {
  const id = `rollouts/${basename(folder)}`;
  try {
    const loaded = await loadRolloutCase(folder);
    if (loaded === 'refused') return { id, differences: [] };
    if (typeof loaded === 'string') return { id, differences: [loaded] };
    return { id, differences: compareRollout(runCase(loaded), loaded.trace, mostPods(loaded)) };
  } catch (error) {
    return { id, differences: [error instanceof Error ? error.message : String(error)] };
  }
}

/** What maxSurge allows over all replica counts in force; a blue-green has no such limit, and with a router there are as many as recorded. */
function mostPods({ v1, v2, script, trace }: LoadedCase): number {
  const scaled = (script.actions ?? []).flatMap(({ do: text }) => (text.startsWith('scale ') ? [Number(text.slice(6))] : []));
  const counts = [v1.program.spec.replicas, v2.program.spec.replicas, ...scaled];
  const mostOf = ({ spec }: RolloutProgram, replicas: number): number => {
    if (spec.strategy.kind !== 'canary') return Infinity;
    if (spec.strategy.routing) return trace.envelope.maxDesired;
    const beside = spec.strategy.steps.flatMap((step) => (step.kind === 'experiment' ? step.templates : []));
    return replicas + limitsOf(spec.strategy, replicas).surge + beside.reduce((sum, template) => sum + template.replicas, 0);
  };
  return Math.max(...[v1, v2].flatMap(({ program }) => counts.map((replicas) => mostOf(program, replicas))));
}

async function runWorkflowCase(folder: string): Promise<CaseResult> {
  const id = `workflows/${basename(folder)}`;
  try {
    return { id, differences: await workflowDifferences(folder) };
  } catch (error) {
    return { id, differences: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}

function runTable(table: (typeof tables)[number], file: string): readonly CaseResult[] {
  const content = JSON.parse(readFileSync(file, 'utf8')) as { readonly entries: readonly { readonly id: string }[]; readonly envs?: Readonly<Record<string, Encoded>> };
  const outcomes = answersOf(table, content);
  return content.entries.map(({ id }) => {
    const outcome = outcomes.get(id);
    const differences = outcome === undefined ? ['not run'] : outcome.ok ? [] : [`got ${text(outcome.got)}, recorded ${text(outcome.want)}`];
    return { id: `lang/${id.startsWith(`${table}/`) ? id : `${table}/${id}`}`, differences };
  });
}

interface Outcome {
  readonly id: string;
  readonly ok: boolean;
  readonly got: unknown;
  readonly want: unknown;
}

function answersOf(table: (typeof tables)[number], content: { readonly entries: readonly unknown[]; readonly envs?: Readonly<Record<string, Encoded>> }): ReadonlyMap<string, Outcome> {
  const byId = (outcomes: readonly Outcome[]) => new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  switch (table) {
    case 'values':
      return byId(runValues(content.entries as readonly ValuesEntry[]));
    case 'expr':
    case 'condition':
    case 'sprig':
      return byId(runExpr(table, content.entries as readonly Entry[], content.envs));
    case 'when':
      return byId(runWhen(content.entries as readonly WhenEntry[]));
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
