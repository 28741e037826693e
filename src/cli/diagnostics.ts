import { renderDiagnostic, type Diagnostic, type Severity } from '../diagnostic/index.ts';
import type { Loaded } from './load.ts';

/** Diagnostics as people read them, an empty line between two. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], textOf: Loaded['textOf'], style: { readonly color: boolean; readonly width: number }): string {
  return diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic, textOf, style)}\n`).join('\n');
}

export function countOf(diagnostics: readonly Diagnostic[], severity: Severity): number {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return countOf(diagnostics, 'error') > 0;
}

/** "2 errors, 1 warning in 3 files". */
export function summaryOf(diagnostics: readonly Diagnostic[], files: number): string {
  const parts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = countOf(diagnostics, severity);
    return count === 0 ? [] : [counted(count, severity)];
  });
  return `${parts.length === 0 ? 'No problems' : parts.join(', ')} in ${counted(files, 'file')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
