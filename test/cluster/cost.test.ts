import { expect, inject, it } from 'vitest';
import { asked } from './audit.ts';
import { describeOnCluster, makePlace, webContainer } from './place.ts';
import { makeRoom, service, web } from './sluice.ts';

const { isOwn } = inject('cluster');

describeOnCluster('what a canary costs an API server', () => {
  it.runIf(isOwn)('is at most 6 requests a stage, and none while a timer runs', async () => {
    const place = await makePlace();
    const room = makeRoom(place);
    const strategy = { canary: { canaryService: 'web-canary', stableService: 'web-stable', steps: [{ setWeight: 25 }, { pause: { duration: '20s' } }, { setWeight: 50 }, { pause: { duration: '5s' } }] } };
    const manifests = (version: string): readonly object[] => [service('web-stable'), service('web-canary'), web(version, strategy, { container: webContainer, replicas: 4 })];
    room.write('web.yaml', manifests('1'));
    await room.sluice('apply', 'web.yaml', '--auto-approve');
    room.write('web.yaml', manifests('2'));
    const running = room.start('apply', 'web.yaml', '--auto-approve');
    await running.says('3 stages to go');
    const begun = Date.now();
    const times = [begun];
    for (const stage of [1, 2, 3]) {
      await running.says(`stage ${stage} of 3 reached`);
      times.push(Date.now());
    }
    expect(await running.ended).toBe(0);
    const [, first = 0] = times;
    expect(asked(place.namespace, first + 1_000, first + 18_000)).toEqual([]);
    for (const [index, from] of times.slice(0, -1).entries()) {
      const requests = asked(place.namespace, from, times[index + 1] ?? 0).filter((each) => !each.includes('watch=true'));
      expect(requests.length, requests.join('\n')).toBeLessThanOrEqual(6);
    }
    room.remove();
    await place.remove();
  });
});
