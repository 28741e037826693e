import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fc } from '../fast-check.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEmbeddedCluster, readEmbeddedCluster, type EmbeddedCluster, type EmbeddedOptions } from '../../src/cluster/index.ts';
import { ModelCluster } from '../../src/world/index.ts';
import { bundled, startChild } from '../contract/child-process.ts';
import { picture } from '../world/check.ts';
import { objects, ref, replicaSet, service } from '../world/objects.ts';
import { start, writes } from './writes.ts';

let folder: string;
let path: string;
let opened: EmbeddedCluster[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-embedded-'));
  path = join(folder, '.sluice', 'cluster.json');
  opened = [];
});
afterEach(async () => {
  for (const cluster of opened) await cluster.close().catch(() => {});
  rmSync(folder, { recursive: true, force: true });
});

const noSignal = new AbortController().signal;

async function open(options: EmbeddedOptions = {}): Promise<EmbeddedCluster> {
  const cluster = await openEmbeddedCluster(path, options);
  opened.push(cluster);
  return cluster;
}

/** A clock on the wall that stands until it is moved. */
function wallClock(): { readonly wall: () => number; readonly pass: (seconds: number) => void } {
  let now = start;
  return { wall: () => now, pass: (seconds) => (now += seconds * 1000) };
}

const secondsIn = async (cluster: EmbeddedCluster): Promise<number> => ((await cluster.observe('default')).now - start) / 1000;

describe('a cluster in a file', () => {
  test('is the same one when it is opened again', async () => {
    const first = await open();
    for (const write of writes) await first.write(write);
    const before = await first.model();
    await first.close();
    const second = await open();
    expect([second.uid, second.title, second.recovered]).toEqual([first.uid, `embedded cluster ${path}`, null]);
    expect(first.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect((await second.model()).all()).toEqual(before.all());
    expect((await openEmbeddedCluster(join(folder, 'other.json'))).uid).not.toBe(first.uid);
  });

  test('is for its owner only, and git leaves it alone', async () => {
    const cluster = await open();
    for (const write of writes) await cluster.write(write);
    await cluster.close();
    const names = readdirSync(dirname(path)).toSorted();
    expect(names).toEqual(['.gitignore', 'cluster.json', 'cluster.json.backup']);
    expect(names.map((name) => statSync(join(dirname(path), name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  });

  test('lets pods get ready at their time though nobody has it open', async () => {
    const { wall, pass } = wallClock();
    const first = await open({ wall, readiness: (_set, nth) => (nth + 1) * 10_000 });
    await first.write(objects.create(replicaSet('web', 2)));
    await first.close();
    pass(10);
    expect(picture((await readEmbeddedCluster(path, { wall })).cluster)).toBe('web 1/2 ready, 1 available: 1 (2)');
    pass(10);
    const second = await open({ wall, readiness: () => 'never' });
    expect(picture(await second.model())).toBe('web 2/2 ready, 2 available: 1 2');
    await second.write(objects.scale('web', 3));
    expect(picture(await second.model())).toBe('web 2/3 ready, 2 available: 1 2 (3)');
  });

  test('looks the same to all who have it open, version for version, whenever they looked before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom(...writes.keys()), fc.constantFrom('pass', 'a looks', 'b looks')), { maxLength: 15 }), async (events) => {
        rmSync(folder, { recursive: true, force: true });
        const { wall, pass } = wallClock();
        const readiness = (_set: unknown, nth: number): number => nth * 700;
        const [a, b] = [await openEmbeddedCluster(path, { wall, readiness }), await openEmbeddedCluster(path, { wall, readiness })];
        for (const [index, event] of events.entries()) {
          if (typeof event === 'number') await (index % 2 ? a : b).write(writes[event] ?? fail());
          else if (event === 'pass') pass(1);
          else await (event === 'a looks' ? a : b).observe('default');
        }
        const all = (cluster: ModelCluster): unknown => [cluster.now, JSON.stringify(cluster.all())];
        const seen = all(await a.model());
        expect(all(await b.model())).toEqual(seen);
        expect(all((await readEmbeddedCluster(path, { wall })).cluster)).toEqual(seen);
        await a.close();
        await b.close();
      }),
      { numRuns: 40 },
    );
  });

  test('loses no write of two processes at a time', async () => {
    const child = bundled(join(import.meta.dirname, 'cluster-child.ts'));
    const children = ['a', 'b'].map((name) => startChild(child, ['create', path, name, '150']));
    for (const each of children) expect(await each.ended).toBe(0);
    const { cluster } = await readEmbeddedCluster(path);
    const versions = cluster.list('ConfigMap', 'default').map(({ metadata }) => metadata.resourceVersion);
    expect([versions.length, new Set(versions).size]).toEqual([300, 300]);
  });

  test('is not made by reading it', async () => {
    const { cluster, uid, recovered } = await readEmbeddedCluster(path, { wall: () => start });
    expect([cluster.all(), cluster.now, uid, recovered, readdirSync(folder)]).toEqual([[], start, '', null, []]);
  });

  test('is not changed by reading it, nor by writes that change nothing', async () => {
    const cluster = await open();
    await cluster.write(objects.create(service('web', {})));
    const text = readFileSync(path, 'utf8');
    await readEmbeddedCluster(path);
    await cluster.observe('default');
    await cluster.write(objects.create(service('web', { app: 'other' })));
    await cluster.write(objects.patch(ref.service('web'), { spec: { selector: {} } }));
    await cluster.write(objects.remove(ref.service('none')));
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('that is removed while it is in use is an error, not an empty cluster', async () => {
    const cluster = await open();
    rmSync(path);
    await expect(cluster.observe('default')).rejects.toMatchObject({ kind: 'corrupt', message: `${path} was removed while it was in use. Run the command again: it says what can be recovered.` });
    await expect(cluster.write(objects.create(service('web', {})))).rejects.toMatchObject({ kind: 'corrupt' });
  });
});

describe('time', () => {
  test('runs as on the wall, also while the cluster is closed, and never back', async () => {
    const { wall, pass } = wallClock();
    const first = await open({ wall });
    pass(5);
    expect(await secondsIn(first)).toBe(5);
    await first.write(objects.create(service('web', {})));
    await first.close();
    pass(5);
    const second = await open({ wall });
    expect(await secondsIn(second)).toBe(10);
    pass(-3);
    expect(await secondsIn(second)).toBe(10);
  });

  test('runs faster while someone drives it, for everyone, and as on the wall from there on', async () => {
    const { wall, pass } = wallClock();
    const driver = await open({ wall, speed: 60 });
    const other = await open({ wall, speed: 7 });
    pass(2);
    expect([await secondsIn(driver), await secondsIn(other), ((await readEmbeddedCluster(path, { wall })).cluster.now - start) / 1000]).toEqual([120, 120, 120]);
    await other.write(objects.create(service('web', {})));
    pass(1);
    expect([await secondsIn(driver), await secondsIn(other)]).toEqual([180, 180]);
    await driver.close();
    pass(3);
    expect([await secondsIn(other), await secondsIn(await open({ wall }))]).toEqual([183, 183]);
  });

  test('runs as on the wall after its driver was killed', async () => {
    const child = startChild(bundled(join(import.meta.dirname, 'cluster-child.ts')), ['drive', path, '1000000']);
    await child.next();
    const fast = (await readEmbeddedCluster(path)).cluster.now;
    await expect.poll(async () => (await readEmbeddedCluster(path)).cluster.now - fast).toBeGreaterThan(60_000);
    await child.kill();
    const wall = Date.now() + 60_000;
    const slow = (await readEmbeddedCluster(path, { wall: () => wall })).cluster.now;
    expect((await readEmbeddedCluster(path, { wall: () => wall + 1_000 })).cluster.now - slow).toBe(1_000);
  });

  test('without delay stands still but for waits, and between openings', async () => {
    const { wall, pass } = wallClock();
    const first = await open({ wall, speed: Infinity, readiness: () => 4_000 });
    await first.write(objects.create(replicaSet('web', 1)));
    pass(100);
    expect(await secondsIn(first)).toBe(0);
    await first.wait(await first.observe('default'), start + 60_000, noSignal);
    expect([await secondsIn(first), picture(await first.model())]).toEqual([4, 'web 1/1 ready, 1 available: 1']);
    await first.wait(await first.observe('default'), start + 60_000, noSignal);
    await first.close();
    pass(100);
    const second = await open({ wall, speed: Infinity });
    expect(await secondsIn(second)).toBe(60);
    await second.close();
    expect(((await readEmbeddedCluster(path, { wall })).cluster.now - start) / 1000).toBe(60);
    const third = await open({ wall });
    const then = await secondsIn(third);
    pass(10);
    expect((await secondsIn(third)) - then).toBe(10);
  });

  test('begins where it is told to', async () => {
    const cluster = await open({ speed: Infinity, startAt: 1_000 });
    await cluster.write(objects.create(service('web', {})));
    expect((await cluster.observe('default')).get(ref.service('web'))?.metadata.creationTimestamp).toBe('1970-01-01T00:00:01Z');
  });
});

describe('a damaged file', () => {
  const text = async (): Promise<Buffer> => {
    const cluster = await open({ speed: Infinity, startAt: start });
    for (const write of writes) await cluster.write(write);
    await cluster.close();
    return readFileSync(path);
  };
  const prefixes = ((): readonly string[] => {
    const cluster = new ModelCluster(start);
    return [null, ...writes].map((write) => {
      if (write) cluster.write(write);
      cluster.settle();
      return JSON.stringify(cluster.all());
    });
  })();

  test('with any bit turned gives an earlier state and says so, and can be used again', async () => {
    const good = await text();
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 2), async (at) => {
        const bytes = Buffer.from(good);
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        writeFileSync(path, bytes);
        const { cluster, recovered } = await readEmbeddedCluster(path, { wall: () => start });
        expect(prefixes).toContain(JSON.stringify(cluster.all()));
        const again = await openEmbeddedCluster(path, { speed: Infinity });
        expect([again.recovered, JSON.stringify((await again.model()).all())]).toEqual([recovered, JSON.stringify(cluster.all())]);
        // The last line, cut off, is what a kill leaves: nothing is lost that was ever reported as written.
        const isLastLine = at >= good.lastIndexOf('\n', good.length - 2);
        if (!isLastLine) expect(recovered).toMatch(/Look at "sluice status" before you go on\.$/);
        await again.close();
        expect((await readEmbeddedCluster(path)).recovered).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  test('cut anywhere gives an earlier state', async () => {
    const good = await text();
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length), async (length) => {
        writeFileSync(path, good.subarray(0, length));
        const { cluster } = await readEmbeddedCluster(path, { wall: () => start });
        expect(prefixes).toContain(JSON.stringify(cluster.all()));
      }),
      { numRuns: 60 },
    );
  });

  test('without a copy beside it says what can be done', async () => {
    mkdirSync(dirname(path));
    writeFileSync(path, '{}');
    const message = `The embedded cluster can't be read: ${path} is damaged, and its copy ${path}.backup is absent. Delete both to begin with an empty cluster.`;
    await expect(readEmbeddedCluster(path)).rejects.toMatchObject({ kind: 'corrupt', message });
    await expect(openEmbeddedCluster(path)).rejects.toMatchObject({ kind: 'corrupt', message });
  });
});

function fail(): never {
  throw new Error('no such write');
}
