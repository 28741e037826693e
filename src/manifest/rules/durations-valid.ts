import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import { parseDuration, pauseSeconds } from '../../lang/index.ts';
import type { Path, Resource } from '../../model/index.ts';
import type { AnalysisRule } from '../analysis-parts.ts';
import { listAt, textAt, valueAt } from '../fields.ts';
import { stepPath, type RolloutRule } from '../rollout-parts.ts';

/** Durations as nearly everybody writes them, which need no reading to be known as such. */
const usual = /^\d{1,6}(?:ms|s|m|h)$/;
const form = 'A duration is a number with a unit, such as 30s, 5m or 1h30m; days have none.';

/** SLU221: pauses and experiments last for a duration. */
export const stepDurationsValid: RolloutRule = function* ({ resource, steps }) {
  for (const [index, step] of steps.entries()) {
    const pause = valueAt(step, 'pause', 'duration');
    if (typeof pause === 'number' || (typeof pause === 'string' && !usual.test(pause))) {
      const seconds = pauseSeconds(pause);
      const span = resource.at.spanOf(stepPath(index, 'pause', 'duration'));
      if (!seconds.ok) yield diagnose('SLU221', span, `${shown(pause)} is no duration. ${form} A bare number counts seconds.`);
      else if (seconds.value < 0) yield diagnose('SLU221', span, `A pause cannot last ${shown(pause)}. Write 0 or more.`);
    }
    yield* checked(textAt(step, 'experiment', 'duration'), resource, stepPath(index, 'experiment', 'duration'));
  }
};

/** SLU221: so do the times between measurements. */
export const metricDurationsValid: AnalysisRule = function* ({ resource, path, spec }) {
  for (const [index, metric] of listAt(spec, 'metrics').entries()) {
    for (const field of ['interval', 'initialDelay']) yield* checked(textAt(metric, field), resource, [...path, 'metrics', index, field]);
  }
};

function* checked(text: string | null, resource: Resource, path: Path): Iterable<Diagnostic> {
  if (text === null || text === '' || text.includes('{{') || usual.test(text) || parseDuration(text).ok) return;
  const bare = /^\d+$/.test(text) ? ` Did you mean ${text}s?` : '';
  yield diagnose('SLU221', resource.at.spanOf(path), `${shown(text)} is no duration. ${form}${bare}`);
}

function shown(value: number | string): string {
  return typeof value === 'number' ? String(value) : `"${value}"`;
}
