import { openFileStore } from '../../src/state/index.ts';
import { runTask } from '../contract/state-store-tasks.ts';

const [root = '', ...task] = process.argv.slice(2);
await runTask(openFileStore(root), task);
