import { formatTime } from '../lang/index.ts';
import type { RolloutMemory } from '../rollout/index.ts';

/** What analyses of the update measured last, for a person to decide by: " (measured last: latency 120 Successful at ...)"; '' where nothing was. */
export function measuredLast({ runs }: RolloutMemory): string {
  const last = runs.flatMap(({ metrics }) =>
    metrics.flatMap(({ name, measurements }) => {
      const measurement = measurements.at(-1);
      return measurement ? [`${name} ${measurement.value === '' ? measurement.message : measurement.value} ${measurement.phase} at ${formatTime(measurement.startedAt)}`] : [];
    }),
  );
  return last.length === 0 ? '' : ` (measured last: ${last.join(', ')})`;
}
