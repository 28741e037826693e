import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import type { AnalysisArgument, RolloutProgram } from '../../model/index.ts';
import type { Cast } from '../cast.ts';
import type { RolloutMemory } from '../memory.ts';
import type { TrafficWeights, WeightDestination } from '../traffic/weights.ts';
import type { RunArgument } from './run.ts';

/**
 * The arguments of a run that starts now. A field that is not there is an empty text.
 *
 * @see Argo Rollouts 1.9 utils/analysis BuildArgumentsForRolloutAnalysisRun
 */
export function argumentsNow(args: readonly AnalysisArgument[], scene: { readonly program: RolloutProgram; readonly cast: Cast; readonly memory: RolloutMemory }): readonly RunArgument[] {
  const { program, cast, memory } = scene;
  return args.map((arg) => {
    const { name } = arg;
    switch (arg.kind) {
      case 'value':
        return { name, value: arg.value };
      case 'hash':
        return { name, value: arg.of === 'latest' ? cast.newSet.hash : (memory.stableHash ?? '') };
      case 'field':
        return { name, value: fieldOf(program, memory, arg.path) };
      case 'secret':
        return { name, secret: arg.secret, key: arg.key };
    }
  });
}

/** @see Kubernetes 1.34 ExtractFieldPathAsString for metadata; Argo Rollouts 1.9 extractValueFromRollout for all else */
function fieldOf(program: RolloutProgram, memory: RolloutMemory, path: string): string {
  const object = program.resource.object as unknown as JsonObject;
  const keyed = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  const steps = keyed ? ['metadata', keyed[1] ?? '', keyed[2] ?? ''] : path.split(/[.[\]]+/).filter((step) => step !== '');
  const found = steps.reduce<Json | undefined>(partOf, { ...object, status: statusOf(memory) });
  if (path === 'metadata.labels' || path === 'metadata.annotations') return mapText(found);
  return found === undefined || found === null || typeof found === 'object' ? '' : String(found);
}

function partOf(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[])[Number(step)];
  return isJsonObject(value) ? value[step] : undefined;
}

/** As the Downward API writes a map: one key="value" a line, in the order of the keys. */
function mapText(map: Json | undefined): string {
  if (!isJsonObject(map)) return '';
  return Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}

/** @see Argo Rollouts 1.9 TrafficWeights */
function weightsOf({ canary, stable, additional }: TrafficWeights): JsonObject {
  const destination = ({ weight, hash, service }: WeightDestination): JsonObject => ({ weight, ...(service !== null && { serviceName: service }), ...(hash !== null && { podTemplateHash: hash }) });
  return { canary: destination(canary), stable: destination(stable), ...(additional.length > 0 && { additional: additional.map(destination) }) };
}

/** The parts of a Rollout's status that a program has without its controller. */
function statusOf(memory: RolloutMemory): JsonObject {
  const { stableHash, currentHash, stepIndex, counts, blueGreen, phase } = memory;
  return {
    stableRS: stableHash ?? '',
    currentPodHash: currentHash ?? '',
    currentStepIndex: stepIndex,
    abort: memory.aborted !== null,
    phase,
    replicas: counts.replicas,
    updatedReplicas: counts.updated,
    readyReplicas: counts.ready,
    availableReplicas: counts.available,
    ...(memory.weights && { canary: { weights: weightsOf(memory.weights) } }),
    blueGreen: { activeSelector: blueGreen.active ?? '', previewSelector: blueGreen.preview ?? '' },
  };
}
