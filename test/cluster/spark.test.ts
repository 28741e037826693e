import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { KubeObject } from '../../src/model/index.ts';
import { hasPrometheus, startPrometheus, untilMeasured, type RealPrometheus } from '../metrics/real-prometheus.ts';
import { sparkAddress, sparkPage, sparkQuery } from '../metrics/spark-seed.ts';
import { describeOnCluster, makePlace, type Place } from './place.ts';
import { makeRoom, setsOf, type Room } from './sluice.ts';

const examples = join(import.meta.dirname, '../../examples');

/** The Spark seed with an image that is on the node, its version as an annotation, and seconds in place of minutes. Its query stays as it is. */
function sparkOn({ namespace, image }: Place, example: string, version: string): string {
  const seed = parseDocument(readFileSync(join(examples, example, 'rollout.yaml'), 'utf8'));
  seed.setIn(['metadata', 'namespace'], namespace);
  const template = ['spec', 'template'];
  seed.setIn([...template, 'metadata', 'annotations'], { version });
  seed.setIn([...template, 'spec', 'terminationGracePeriodSeconds'], 0);
  const container = [...template, 'spec', 'containers', 0];
  seed.setIn([...container, 'image'], image);
  seed.setIn([...container, 'command'], ['sh', '-c', 'mkdir /tmp/www && echo ok > /tmp/www/health && exec busybox httpd -f -p 8080 -h /tmp/www']);
  seed.setIn([...container, 'readinessProbe', 'initialDelaySeconds'], 1);
  seed.setIn([...container, 'readinessProbe', 'periodSeconds'], 1);
  for (const step of [1, 3]) seed.setIn(['spec', 'strategy', 'canary', 'steps', step, 'pause', 'duration'], '6s');
  seed.setIn(['spec', 'analysis', 'templates', 0, 'metrics', 0, 'interval'], '4s');
  return seed.toString();
}

// Nothing stands in for Prometheus: without it the suite is skipped on a user's machine (install `prometheus`), and fails in CI.
describe.skipIf(!hasPrometheus && process.env['CI'] === undefined)('with a real Prometheus', () => {
  describeOnCluster("the Spark seed's rollout on a node", () => {
    let place: Place;
    let room: Room;
    let prometheus: RealPrometheus;
    beforeEach(async () => {
      place = await makePlace();
      room = makeRoom(place);
    });
    afterEach(async () => {
      await prometheus.close();
      room.remove();
      await place.remove();
    });

    /** Two versions after each other, of which the second is measured at a Prometheus that stands in sluice.yaml. */
    const applyAt = async (okPercent: number) => {
      prometheus = await startPrometheus({ page: sparkPage(okPercent) });
      await untilMeasured(prometheus.url, sparkQuery);
      writeFileSync(join(room.folder, 'sluice.yaml'), JSON.stringify({ metrics: { aliases: { [sparkAddress]: prometheus.url } } }));
      writeFileSync(join(room.folder, 'spark.yaml'), sparkOn(place, 'spark-canary-previous', '1'));
      expect(await room.sluice('apply', 'spark.yaml', '--auto-approve')).toMatchObject({ code: 0 });
      const before = await podsOf('1');
      writeFileSync(join(room.folder, 'spark.yaml'), sparkOn(place, 'spark-canary', '2'));
      const ran = await room.sluice('apply', 'spark.yaml', '--auto-approve');
      const measured = [...ran.said.matchAll(/success-rate.*$/gm)].map(([line]) => line);
      return { ...ran, before, measured, status: (await room.sluice('status', 'spark-app')).said };
    };

    /** Ready pods of a version that are to stay. */
    const podsOf = async (version: string): Promise<readonly string[]> => {
      const pods = await place.api.list({ apiVersion: 'v1', kind: 'Pod', namespace: place.namespace }, 'app=spark-app');
      const isReady = ({ status }: KubeObject): boolean => ((status?.['conditions'] ?? []) as unknown as readonly { readonly type: string; readonly status: string }[]).some(({ type, status: is }) => type === 'Ready' && is === 'True');
      return pods.filter((pod) => pod.metadata.annotations?.['version'] === version && pod.metadata.deletionTimestamp === undefined && isReady(pod)).map(({ metadata }) => metadata.name);
    };

    it('passes at 98 %', async () => {
      const { code, said, measured, status } = await applyAt(98);
      expect(code, said).toBe(0);
      expect(measured.filter((line) => /\[9[78](\.\d+)?\].*Successful/.test(line)).length, said).toBeGreaterThanOrEqual(3);
      expect([await setsOf(place), (await podsOf('2')).length]).toEqual([{ 1: 0, 2: 3 }, 3]);
      expect(status).toMatch(/Status +.*Healthy/);
    });

    it('is aborted at 90 %, and the old version is back', async () => {
      const { code, said, measured, status, before } = await applyAt(90);
      expect(code, said).toBe(4);
      expect(measured.some((line) => /\[(90|89\.9\d+)(\.\d+)?\].*Failed/.test(line)), said).toBe(true);
      expect(await setsOf(place)).toEqual({ 1: 3, 2: 0 });
      const after = await podsOf('1');
      expect([before.length, after.length]).toEqual([3, 3]);
      expect(status).toMatch(/Degraded/);
    });
  });
});
