import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { startFakeApi } from '../kube/fake-api.ts';
import { podImages } from './control-plane/places.ts';
import { eachInRoom } from './each-in-room.ts';
import { describeOnCluster, type Place } from './place.ts';
import { eventually, type Room } from './sluice.ts';

const { image, isOwn } = inject('cluster');
const yes = '--auto-approve';
const [, oldImage, newImage] = isOwn ? podImages : [image, image, image];

describeOnCluster('the manifests that started the project, with images of this cluster', () => {
  let place: Place;
  let room: Room;
  eachInRoom((...made) => ([place, room] = made));

  /** Copies an example: nothing but images and the namespace differ. */
  function copy(example: string, to: string, with_: string): void {
    const text = readFileSync(join(import.meta.dirname, '../../examples', example, 'rollout.yaml'), 'utf8');
    writeFileSync(join(room.folder, to), text.replace(/image: \S+/g, `image: ${with_}`).replace('namespace: default', `namespace: ${place.namespace}`));
  }
  const podsWith = async (wanted: string): Promise<number> => {
    const pods = await place.api.list({ apiVersion: 'v1', kind: 'Pod', namespace: place.namespace }, 'app=spark-app');
    return pods.filter(({ spec, metadata }) => JSON.stringify(spec).includes(`"image":"${wanted}"`) && metadata.deletionTimestamp === undefined).length;
  };

  it.runIf(isOwn)('spark-canary: two pauses of a minute, measured all the while', async () => {
    const rates = await startFakeApi(() => ({ body: { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [0, '99.2'] }] } } }));
    const measured = ['--metric-address', `http://prometheus-server.default.svc.cluster.local=${rates.address}`];
    copy('spark-canary-previous', 'spark.yaml', oldImage);
    expect(await room.sluice('apply', 'spark.yaml', yes, ...measured)).toMatchObject({ code: 0 });
    copy('spark-canary', 'spark.yaml', newImage);
    expect(await room.sluice('apply', 'spark.yaml', yes, ...measured)).toMatchObject({ code: 0, said: expect.stringContaining('measured success-rate: [99.2], Successful') as string });
    expect(await podsWith(newImage)).toBe(3);
    expect(await room.sluice('verify', 'spark-app')).toMatchObject({ code: 0, said: expect.stringContaining('100 %') as string });
    await rates.close();
  });

  it.runIf(isOwn)('spark-downward: the file and the variable hold the hash that sluice fills in', async () => {
    copy('spark-downward-previous', 'spark.yaml', oldImage);
    expect(await room.sluice('apply', 'spark.yaml', yes)).toMatchObject({ code: 0 });
    copy('spark-downward', 'spark.yaml', newImage);
    const running = room.start('apply', 'spark.yaml', yes);
    await running.says('stage 1 of 3 reached');
    const pods = await place.api.list({ apiVersion: 'v1', kind: 'Pod', namespace: place.namespace }, 'app=spark-app');
    for (const { metadata } of pods) {
      const hash = metadata.labels?.['rollouts-pod-template-hash'] ?? 'none';
      expect(metadata.labels?.['rollout-pod-template-hash']).toBe(hash);
      await eventually(() => room.kubectl('exec', metadata.name, '--', 'sh', '-c', 'echo $APP_VERSION $(cat /etc/config/app-version)').trim(), (read) => read === `${hash} ${hash}`);
    }
    expect(await room.sluice('promote', 'spark-app-rollout')).toMatchObject({ code: 0 });
    await running.says('stage 2 of 3 reached');
    expect(await room.sluice('promote', 'spark-app-rollout')).toMatchObject({ code: 0 });
    expect(await running.ended).toBe(0);
    expect(await podsWith(newImage)).toBe(3);
    expect(await room.sluice('verify', 'spark-app-rollout')).toMatchObject({ code: 0, said: expect.stringContaining('100 %') as string });
  });
});
