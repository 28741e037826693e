import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import { nodeDisk } from '../../src/disk/index.ts';
import { deadlyDisk } from '../disk/counted-disk.ts';
import { start, writes } from './writes.ts';

const [task, path = '', first = '', second = ''] = process.argv.slice(2);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Makes every write, says which are done, and is killed at its `first`-th change to the files. */
async function crash(): Promise<void> {
  const disk = deadlyDisk(nodeDisk, Number(first), second === 'before' ? 'before' : 'half-way');
  const cluster = await openEmbeddedCluster(path, { disk, speed: Infinity, startAt: start });
  for (const [index, write] of writes.entries()) {
    await cluster.write(write);
    say(`written ${index + 1}`);
  }
  await cluster.close();
  say(`done ${disk.count()}`);
}

/** Makes ConfigMaps of its own. */
async function create(): Promise<void> {
  const cluster = await openEmbeddedCluster(path);
  for (let index = 0; index < Number(second); index++) {
    await cluster.write({ verb: 'create', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${first}-${index}`, namespace: 'default' } } });
  }
  await cluster.close();
}

/** Makes the time run fast until it is killed. */
async function drive(): Promise<void> {
  await openEmbeddedCluster(path, { speed: Number(first) });
  say('driving');
  setInterval(() => {}, 1000);
}

await (task === 'crash' ? crash() : task === 'create' ? create() : drive());
