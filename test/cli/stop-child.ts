import { stopSignal } from '../../src/cli/stop-signal.ts';

/** Something that never comes to its end by itself. */
const say = (text: string): void => void process.stdout.write(text);
stopSignal({ out: say, err: say, color: false, errColor: false, width: 100, isInteractive: false, stdin: () => Promise.resolve(new Uint8Array()) });
setInterval(() => {}, 1000);
say('working\n');
