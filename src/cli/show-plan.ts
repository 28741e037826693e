import { diagnose, type Diagnostic, type Severity } from '../diagnostic/index.ts';
import type { Plan } from '../model/index.ts';
import { planText } from '../plan/index.ts';
import { findStages, planView, renderDot, renderMarkdown, renderMermaid, renderTerminal, renderYaml } from '../render/index.ts';
import { renderDiagnostics } from './diagnostics.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** The forms in which plans are shown. */
const planFormats = ['text', 'json', 'markdown', 'yaml', 'mermaid', 'dot'] as const;
type PlanFormat = (typeof planFormats)[number];

/** Options of every command that shows a plan. */
export const showOptions = [
  { name: 'output', short: 'o', value: 'FORMAT', choices: planFormats, summary: 'How to show the plan' },
  { name: 'explain', value: 'STAGE', summary: 'Show all that can happen at a stage: its id, its number, a part of its title, or all' },
  { name: 'width', value: 'N', summary: 'Columns to write for, 60 to 200' },
] as const;

export interface ShowOptions {
  readonly output: PlanFormat | undefined;
  readonly explain: string | undefined;
  readonly width: string | undefined;
}

/** The columns that `--width` asks for, or why not. */
function readWidth(width: string | undefined): Diagnostic | number | null {
  if (width === undefined) return null;
  const columns = /^\d+$/.test(width) ? Number(width) : NaN;
  return columns >= 60 && columns <= 200 ? columns : diagnose('SLU512', null, `--width is a number of columns from 60 to 200, and ${width} is none.`);
}

/** Writes a plan to the terminal. In text, remarks on the manifests come before it, beside the results; other forms have them inside. */
export function showPlan(plan: Plan, options: ShowOptions, given: { readonly terminal: Terminal; readonly textOf: (file: string) => string | undefined; readonly simulated?: boolean }): ExitCode {
  const { terminal, textOf, simulated = false } = given;
  const width = readWidth(options.width) ?? terminal.width;
  if (typeof width !== 'number') return showTrouble([width], terminal, textOf);
  switch (options.output ?? 'text') {
    case 'json':
      terminal.out(planText(plan));
      return exitCode.success;
    case 'yaml':
      terminal.out(renderYaml(plan));
      return exitCode.success;
    case 'markdown':
      terminal.out(renderMarkdown(plan));
      return exitCode.success;
    case 'mermaid':
      terminal.out(renderMermaid(plan));
      return exitCode.success;
    case 'dot':
      terminal.out(renderDot(plan));
      return exitCode.success;
    case 'text': {
      const explained = options.explain === undefined ? null : findStages(plan, options.explain);
      if (explained?.size === 0) return showTrouble([unknownStage(plan, options.explain ?? '')], terminal, textOf);
      if (plan.diagnostics.length > 0) terminal.err(remarks(plan.diagnostics, textOf, { color: terminal.errColor, width }));
      terminal.out(renderTerminal(planView(plan, { explained, simulated }), { width, colour: terminal.color, unicode: terminal.color && speaksUnicode() }));
      return exitCode.success;
    }
  }
}

/** More remarks than this are left to `sluice lint`: the plan is what was asked for. */
const mostRemarks = 20;

const severities: readonly Severity[] = ['error', 'warning', 'note'];

/** The remarks that matter most, in the order of their places. */
function remarks(diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined, style: { readonly color: boolean; readonly width: number }): string {
  const gravest = [...diagnostics].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity)).slice(0, mostRemarks);
  const chosen = new Set(gravest);
  const left = diagnostics.length - gravest.length;
  const more = left === 0 ? '' : `... and ${left} more: sluice lint shows all of them.\n\n`;
  return `${renderDiagnostics(diagnostics.filter((diagnostic) => chosen.has(diagnostic)), textOf, style)}\n${more}`;
}

/** Shows diagnostics for which there is nothing else to show. */
export function showTrouble(diagnostics: readonly Diagnostic[], terminal: Terminal, textOf: (file: string) => string | undefined): ExitCode {
  terminal.err(renderDiagnostics(diagnostics, textOf, { color: terminal.errColor, width: terminal.width }));
  return exitCode.error;
}

function unknownStage(plan: Plan, wanted: string): Diagnostic {
  const ids = plan.programs.flatMap((program) => program.stages.map(({ id }) => id as string));
  const known = ids.length === 0 ? 'The plan has no stages.' : `There are: ${ids.slice(0, 20).join(', ')}${ids.length > 20 ? ' ...' : ''}.`;
  return diagnose('SLU424', null, `No stage has the id or the number ${wanted}, or that in its title. ${known}`);
}

function speaksUnicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = process.env;
  return /utf-?8/i.test([LC_ALL, LC_CTYPE, LANG].find((locale) => locale !== undefined && locale !== '') ?? '');
}
