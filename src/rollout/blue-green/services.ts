import type { BlueGreenStrategy, ReasonedWrite } from '../../model/index.ts';
import type { ServiceView, SetView } from '../observe.ts';
import type { PauseChange } from '../pauses.ts';
import { isHalted, type Scene } from '../scene.ts';
import { switchService } from '../switch-service.ts';
import { isPreviewTested } from './analysis.ts';
import { isFastTracked, isPauseOver } from './promotion.ts';
import { isReady, isSaturated } from './preview-count.ts';

/** The hashes that the two Services select; null: none, or there is no such Service. */
export interface Selected {
  readonly active: string | null;
  readonly preview: string | null;
}

export function selectedNow(strategy: BlueGreenStrategy, { world }: Scene): Selected {
  const preview = strategy.previewService === null ? undefined : world.services.get(strategy.previewService);
  return { active: world.services.get(strategy.activeService)?.selectedHash ?? null, preview: preview?.selectedHash ?? null };
}

/**
 * Points the preview Service at the new set, whether it has pods or not.
 *
 * @see Argo Rollouts 1.9 rollout/service.go reconcilePreviewService
 */
export function switchPreview(strategy: BlueGreenStrategy, scene: Scene): { readonly writes: readonly ReasonedWrite[]; readonly selected: Selected } {
  const selected = selectedNow(strategy, scene);
  const service = strategy.previewService === null ? undefined : scene.world.services.get(strategy.previewService);
  if (!service || isHalted(scene)) return { writes: [], selected };
  const { newSet } = scene.cast;
  return { writes: pointAt(service, newSet, scene), selected: { ...selected, preview: newSet.hash } };
}

/**
 * Points the active Service at the new set once that has all its pods and its promotion is due, and back at the stable set after an abort.
 *
 * @param change what this decision does to pauses: one that pauses now does not promote
 * @see Argo Rollouts 1.9 rollout/service.go reconcileActiveService
 */
export function switchActive(
  strategy: BlueGreenStrategy,
  scene: Scene,
  change: PauseChange,
): { readonly writes: readonly ReasonedWrite[]; readonly selected: string | null } {
  const { program, cast, memory, world } = scene;
  const { newSet } = cast;
  const service = world.services.get(strategy.activeService);
  if (!service) return { writes: [], selected: null };
  const stay = { writes: [], selected: service.selectedHash };
  if (isHalted(scene) || !isReady(strategy, scene) || !isSaturated(newSet, program.spec.replicas)) return stay;
  const promoted = isFastTracked(strategy, scene) || (change.add.length === 0 && isPauseOver(strategy, memory, world.now) && isPreviewTested(strategy, memory));
  const wanted = memory.aborted ? memory.stableHash : promoted ? newSet.hash : service.selectedHash;
  const set = cast.all.find(({ hash }) => hash === wanted);
  return set ? { writes: pointAt(service, set, scene), selected: set.hash } : stay;
}

function pointAt(service: ServiceView, set: SetView, { program }: Scene): readonly ReasonedWrite[] {
  return service.selectedHash === set.hash && service.managed ? [] : [switchService(service, set, program)];
}
