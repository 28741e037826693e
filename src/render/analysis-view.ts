import { formatPreciseTime } from '../lang/index.ts';
import type { Verdict } from '../model/index.ts';
import { dim, failed, field, good, line, strong, value, warning, type Line, type Piece, type View } from './view.ts';

/** A measurement as it was made. `at` in ms since 1970. */
export interface ShownMeasurement extends Verdict {
  readonly template: string;
  readonly metric: string;
  readonly at: number;
}

/** How an analysis ended. */
export interface ShownAnalysis {
  readonly template: string;
  readonly phase: string;
  readonly message: string;
  readonly metrics: readonly { readonly name: string; readonly phase: string; readonly dryRun: boolean; readonly measured: number }[];
}

/** One measurement, as it comes in. */
export function measurementView({ template, metric, at, phase, value: measured, message }: ShownMeasurement): View {
  const words: (string | Piece)[] = [dim(formatPreciseTime(at)), '  ', strong(`${template}/${metric}`), '  ', phasePiece(phase)];
  if (measured !== '') words.push('  ', value(measured));
  if (message !== '') words.push('  ', message);
  return [{ kind: 'paragraph', line: line(...words) }];
}

/** How analyses ended, metric by metric. */
export function analysisView(analyses: readonly ShownAnalysis[]): View {
  return analyses.map((analysis) => ({
    kind: 'section',
    title: line(strong(analysis.template), '  ', phasePiece(analysis.phase), analysis.message === '' ? '' : `  ${analysis.message}`),
    blocks: [{ kind: 'fields', fields: analysis.metrics.map((metric) => field(metric.name, metricLine(metric))) }],
  }));
}

function metricLine({ phase, dryRun, measured }: ShownAnalysis['metrics'][number]): Line {
  return line(phasePiece(phase), dim(`  measured ${measured === 1 ? 'once' : `${measured} times`}${dryRun ? ', a dry run' : ''}`));
}

function phasePiece(phase: string): Piece {
  switch (phase) {
    case 'Successful':
      return good(phase);
    case 'Failed':
    case 'Error':
      return failed(phase);
    default:
      return warning(phase);
  }
}
