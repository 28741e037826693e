import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';

/**
 * A state of format 1 as this version writes it: fields that came later have their defaults.
 *
 * Runs of analysis once kept their metrics with the program alone; such a run is measured anew.
 */
export function upgraded(content: JsonObject): JsonObject {
  const since10 = { expected: null, tolerated: null, shortSince: null, onDeviation: null };
  const memory = objectOf(content['memory']);
  const program = objectOf(content['program']);
  return {
    ...since10,
    ...content,
    memory: { weights: null, stableTurn: null, ...memory, runs: listOf(memory['runs']).filter(isWhole), experiments: memory['experiments'] ?? [] },
    program: { ...program, spec: upgradedSpec(objectOf(program['spec'])) },
  };
}

function isWhole(run: Json): boolean {
  return listOf(objectOf(run)['metrics']).every((result) => objectOf(result)['metric'] !== undefined);
}

function upgradedSpec(spec: JsonObject): JsonObject {
  const strategy = objectOf(spec['strategy']);
  const later = strategy['kind'] === 'blueGreen' ? { isDefaultDelay: false, prePromotion: null, postPromotion: null } : { pingPong: null, routing: null };
  const analysis = strategy['analysis'];
  return {
    runHistory: { successful: 5, unsuccessful: 5 },
    ...spec,
    strategy: { ...later, ...strategy, ...(isJsonObject(analysis) && { analysis: upgradedAnalysis(analysis) }) },
  };
}

function upgradedAnalysis(analysis: JsonObject): JsonObject {
  if (analysis['args'] !== undefined) return analysis;
  return { ...analysis, args: [], metadata: { labels: {}, annotations: {} }, metrics: listOf(analysis['metrics']).map((metric) => writtenMetric(objectOf(metric))) };
}

/** A metric as a template would write it. */
function writtenMetric({ template = '', intervalMs = null, initialDelayMs = 0, providerKind: _providerKind, ...metric }: JsonObject): JsonObject {
  const given = Object.entries(metric).filter(([, value]) => value !== null);
  const delay = typeof initialDelayMs === 'number' && initialDelayMs > 0 ? { initialDelay: `${initialDelayMs}ms` } : {};
  const interval = typeof intervalMs === 'number' ? { interval: `${intervalMs}ms` } : {};
  return { template, source: { ...Object.fromEntries(given), ...interval, ...delay }, dryRun: false, retention: 10 };
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
