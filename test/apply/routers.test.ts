import { afterEach, describe, expect, it } from 'vitest';
import { nobody, type People } from '../../src/apply/index.ts';
import type { JsonObject } from '../../src/lang/index.ts';
import type { ProgramId } from '../../src/model/index.ts';
import { routedBy, routers, type Routed } from '../rollout/routed.ts';
import { objectsOf } from '../rollout/written.ts';
import { Room } from './many-room.ts';

const rooms: Room[] = [];
afterEach(() => {
  for (const each of rooms.splice(0)) each.leave();
});
function room(): Room {
  const made = new Room();
  rooms.push(made);
  return made;
}

const id = 'default/Rollout/web' as ProgramId;
const says = (answer: 'promote' | 'abort'): People => ({ ...nobody, atPause: () => Promise.resolve(answer) });
const version = (routed: Routed, image: string): readonly JsonObject[] => [...objectsOf(routedBy(routed, { image, steps: ['setWeight 25', 'pause', 'setWeight 50', 'pause 10s'] })), ...routed.routes];
const shareIn = async (at: Room, routed: Routed): Promise<number | null> => routed.share(await at.all());

describe.each(Object.entries(routers))('traffic through %s', (_name, routed) => {
  it('follows the steps, stays while nobody promotes, and ends with the new version', async () => {
    const at = room();
    await at.apply(version(routed, 'web:1'));
    expect((await at.apply(version(routed, 'web:2'))).get(id)).toMatchObject({ kind: 'left', step: 1 });
    expect(await shareIn(at, routed)).toBe(25);

    // Manifests say nothing of shares that a program has given: applied again, they take none back.
    const planned = await at.plan(version(routed, 'web:2'));
    expect(planned.objects).toEqual([]);
    await at.apply(version(routed, 'web:2'));
    expect(await shareIn(at, routed)).toBe(25);

    expect((await at.apply(version(routed, 'web:2'), { people: says('promote') })).get(id)).toMatchObject({ outcome: 'Healthy' });
    expect(await shareIn(at, routed)).toBe(0);
    expect(selected(await at.all())).toEqual({ 'web-stable': 'web:2', 'web-canary': 'web:2' });
  });

  it('goes back to the stable version after an abort', async () => {
    const at = room();
    await at.apply(version(routed, 'web:1'));
    expect((await at.apply(version(routed, 'web:2'), { people: says('abort') })).get(id)).toMatchObject({ outcome: 'Degraded' });
    expect(await shareIn(at, routed)).toBe(0);
    expect(selected(await at.all())).toEqual({ 'web-stable': 'web:1', 'web-canary': 'web:1' });
  });
});

/** The image of the version that each Service selects. */
function selected(objects: Awaited<ReturnType<Room['all']>>): Readonly<Record<string, unknown>> {
  const hashKey = 'rollouts-pod-template-hash';
  const images = new Map(objects.filter(({ kind }) => kind === 'ReplicaSet').map(({ metadata, spec }) => [metadata.labels?.[hashKey], /"image":"([^"]+)"/.exec(JSON.stringify(spec))?.[1]]));
  return Object.fromEntries(objects.filter(({ kind }) => kind === 'Service').map(({ metadata, spec }) => [metadata.name, images.get((spec?.['selector'] as Record<string, string>)[hashKey])]));
}

it('waits where a route is not there, and says which', async () => {
  const at = room();
  const { istio } = routers;
  const objects = objectsOf(routedBy(istio as Routed, { image: 'web:1' }));
  const endings = await at.apply(objects);
  expect(endings.get(id)).toMatchObject({ outcome: 'Degraded', message: 'InvalidSpec: the VirtualService web, which its router is to change, is not there' });
  expect((await at.all()).filter(({ kind }) => kind === 'ReplicaSet')).toEqual([]);

  await at.apply([...objects, ...(istio as Routed).routes]);
  expect((await at.runs()).get(id)?.memory.phase).toBe('Healthy');
});
