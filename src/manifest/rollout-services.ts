import type { Path } from '../model/index.ts';
import { isGiven, textAt } from './fields.ts';
import { blueGreenPath, canaryPath, routingPath, type RolloutParts } from './rollout-parts.ts';

/** A Service that a Rollout names. */
export interface NamedService {
  /** The field: "canaryService". */
  readonly role: string;
  readonly name: string;
  readonly path: Path;
  /** Whether it leads to pods of this Rollout and of no other. A root Service has pods, too, but may be shared. */
  readonly owned: boolean;
}

const places: readonly { readonly path: Path; readonly owned: boolean }[] = [
  { path: [...canaryPath, 'canaryService'], owned: true },
  { path: [...canaryPath, 'stableService'], owned: true },
  { path: [...canaryPath, 'pingPong', 'pingService'], owned: true },
  { path: [...canaryPath, 'pingPong', 'pongService'], owned: true },
  { path: [...blueGreenPath, 'activeService'], owned: true },
  { path: [...blueGreenPath, 'previewService'], owned: true },
  { path: [...routingPath, 'alb', 'rootService'], owned: false },
  { path: [...routingPath, 'smi', 'rootService'], owned: false },
];

export function servicesOf({ spec }: RolloutParts): readonly NamedService[] {
  return places.flatMap(({ path, owned }) => {
    const name = textAt(spec, ...path.slice(1)) ?? '';
    return name === '' ? [] : [{ role: String(path.at(-1)), name, path, owned }];
  });
}

/** The Services between which traffic is shifted; with ping-pong, the two that change places. */
export function shiftedServices({ canary }: RolloutParts): { readonly stable: string; readonly canary: string } {
  const at = (...path: Path): string => textAt(canary ?? undefined, ...path) ?? '';
  if (isGiven(canary ?? undefined, 'pingPong')) return { stable: at('pingPong', 'pingService'), canary: at('pingPong', 'pongService') };
  return { stable: at('stableService'), canary: at('canaryService') };
}
