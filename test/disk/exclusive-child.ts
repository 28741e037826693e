import { closeSync, openSync, unlinkSync } from 'node:fs';
import { exclusively, nodeDisk } from '../../src/disk/index.ts';

/** Goes through the section so many times; a file that only one may have shows whether another is in it. Killed processes leave it: they say so first. */
const [lock = '', counter = '', times = '0'] = process.argv.slice(2);
for (let done = 0; done < Number(times); done++) {
  await exclusively(nodeDisk, lock, () => {
    const mine = `${counter}-${process.pid}`;
    closeSync(openSync(mine, 'w'));
    const others = nodeDisk.list(counter.slice(0, counter.lastIndexOf('/'))).filter((name) => name.startsWith('counter-') && !mine.endsWith(name));
    for (const other of others) {
      const pid = other.slice('counter-'.length);
      const state = nodeDisk.read(`/proc/${pid}/stat`);
      if (state !== null && !/\) [ZX] /.test(state)) process.stdout.write(`clash of ${process.pid} with ${pid}\n`);
    }
    unlinkSync(mine);
  });
  if (done === 0) process.stdout.write('working\n');
}
