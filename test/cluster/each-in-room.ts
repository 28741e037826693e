import { afterEach, beforeEach } from 'vitest';
import { makePlace, type Place } from './place.ts';
import { makeRoom, type Room } from './sluice.ts';

/** Gives every test of a suite a namespace of its own and a user's folder, which are gone after it. */
export function eachInRoom(give: (place: Place, room: Room) => void): void {
  let place: Place | null = null;
  let room: Room | null = null;
  beforeEach(async () => {
    place = await makePlace();
    room = makeRoom(place);
    give(place, room);
  });
  afterEach(async () => {
    room?.remove();
    await place?.remove();
  });
}
