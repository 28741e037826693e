import { nodeDisk } from '../../src/disk/index.ts';
import type { ProgramId } from '../../src/model/index.ts';
import { openFileStore } from '../../src/state/index.ts';
import { deadlyDisk } from '../disk/counted-disk.ts';

/** An apply in small: takes the lock, answers a request, writes, lets go; killed at its `at`-th change to the files. */
const [root = '', at = '', how = ''] = process.argv.slice(2);
const web = 'default/Rollout/web' as ProgramId;
const disk = deadlyDisk(nodeDisk, Number(at), how === 'before' ? 'before' : 'half-way');
const store = openFileStore(root, { disk });
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const lock = await store.lock(web, { id: 'child', operation: 'apply', who: 'alice' }, { timeoutMs: 20_000 });
await lock.update('stage 1 of 2');
const stored = await store.read(web);
const serial = (stored?.serial ?? 0) + 1;
await store.write(web, { lineage: 'l', serial, content: { serial } });
say(`wrote ${serial}`);
for (const { id, content } of await store.takeRequests(web)) {
  await store.answer(web, id, { ok: true, message: String(content) });
  say(`answered ${String(content)}`);
}
await lock.release();
say(`done ${disk.count()}`);
