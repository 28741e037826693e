/** What one benchmark found. `value` and `goal` are in `unit`; a lower value is better, but for 'nodes', which has no goal. */
export interface Measure {
  readonly title: string;
  readonly unit: 'ms' | 'MB' | 'times' | 'requests' | 'nodes';
  readonly value: number;
  readonly goal: number | null;
}

/** A benchmark that could not be run, with the reason. */
export interface Broken {
  readonly title: string;
  readonly reason: string;
}

export interface Benchmark {
  readonly title: string;
  /** It starts a control plane with a node, and runs only where its title is asked for. */
  readonly onCluster?: true;
  readonly run: (room: string) => Promise<readonly Measure[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Whether the goal, if there is one, is met. */
export function isMet({ value, goal }: Measure): boolean {
  return goal === null || value <= goal;
}

/** One line a measure, then the benchmarks that could not be run. */
export function table(measures: readonly Measure[], broken: readonly Broken[]): string {
  const figure = (value: number, unit: string): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`;
  const width = Math.max(...measures.map(({ title }) => title.length), ...broken.map(({ title }) => title.length), 0);
  const lines = measures.map((measure) => {
    const goal = measure.goal === null ? '' : `goal ${figure(measure.goal, measure.unit)}`;
    const verdict = measure.goal === null ? '' : isMet(measure) ? 'met' : 'MISSED';
    return `${measure.title.padEnd(width)}  ${figure(measure.value, measure.unit).padStart(12)}  ${goal.padEnd(16)} ${verdict}`.trimEnd();
  });
  return [...lines, ...broken.map(({ title, reason }) => `${title.padEnd(width)}  could not run: ${reason}`)].join('\n');
}
