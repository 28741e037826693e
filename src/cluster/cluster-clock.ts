import { lifeOf, type ProcessIdentity } from '../disk/index.ts';

/** Who makes a cluster's time run faster than that on the wall, as long as it lives. */
export interface Driver {
  readonly process: ProcessIdentity;
  /** A process may have the cluster open more than once. */
  readonly opening: string;
}

/** A cluster's time as it is stored: what it was when, and how fast it runs from there. */
export interface StoredClock {
  /** ms since 1970, by the cluster. */
  readonly at: number;
  /** ms since 1970, by the wall, at that moment. */
  readonly wall: number;
  /** Cluster time for each unit of wall time while the driver lives; 0: it stands still but for waits, which are over at once. */
  readonly speed: number;
  readonly driver: Driver | null;
}

function isDriven({ driver }: StoredClock): boolean {
  return driver !== null && lifeOf(driver.process) !== 'dead';
}

/**
 * The cluster's time. Without its driver it runs as that on the wall, from when it was stored last, unless it stood still.
 * A wall clock put back does not put it back.
 */
export function timeOf(clock: StoredClock, wall: number): number {
  return clock.at + Math.floor(elapsed(clock, wall) * (isDriven(clock) || clock.speed === 0 ? clock.speed : 1));
}

/**
 * The clock for someone who opens the cluster with a speed of its own. One who drives already goes on driving.
 *
 * @param speed Infinity: waits are over at once. Between two such openings no time passes, so that a run split over processes is the same run.
 */
export function clockFor(stored: StoredClock, speed: number, driver: Driver, wall: number): StoredClock {
  if (isDriven(stored)) return stored;
  if (speed === Infinity) return { at: timeOf(stored, wall), wall, speed: 0, driver };
  const at = stored.at + elapsed(stored, wall);
  return speed === 1 ? { at, wall, speed, driver: null } : { at, wall, speed, driver };
}

/** The same clock, read at this moment. */
export function movedClock(clock: StoredClock, at: number, wall: number): StoredClock {
  return isDriven(clock) || clock.speed === 0 ? { ...clock, at, wall } : { at, wall, speed: 1, driver: null };
}

/** The clock after its driver has left. */
export function leftClock(clock: StoredClock, at: number, wall: number): StoredClock {
  return { at, wall, speed: clock.speed === 0 ? 0 : 1, driver: null };
}

function elapsed(clock: StoredClock, wall: number): number {
  return Math.max(0, wall - clock.wall);
}
