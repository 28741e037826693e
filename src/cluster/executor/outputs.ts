import { gunzipSync } from 'node:zlib';
import { isJsonObject, type JsonObject } from '../../lang/index.ts';
import { PortError, type KubeObject } from '../../model/index.ts';
import { objectsIn, taskOf, type Task } from './task.ts';
import { outputsMark } from './wrapper.ts';

/** What a pod made, in the form of workflow's `PodOutputs`. */
export interface MadeOutputs {
  readonly parameters: Readonly<Record<string, string>>;
  readonly result: string | null;
  readonly artifacts: readonly string[];
  readonly error: string | null;
}

/** What is longer is no parameter, and of a result no more is kept. */
const longestValue = 256 * 1024;

/** Reads what an ended pod made; null: nothing of it is wanted. `log` reads what its main container wrote. */
export async function outputsOf(pod: KubeObject, log: () => Promise<string>): Promise<MadeOutputs | null> {
  const task = taskOf(pod);
  if (!task || (!task.includeResult && task.files.length === 0)) return null;
  const state = mainState(pod);
  try {
    const message = typeof state?.['message'] === 'string' ? state['message'] : '';
    const inLog = message === 'sluice:';
    const text = task.includeResult || inLog ? await log() : '';
    const found = task.files.length === 0 ? {} : filesIn(task, message, text);
    const isTooLong = Object.values(found).some((value) => Buffer.byteLength(value) > longestValue);
    const result = task.includeResult ? withoutMarks(text).replace(/\n$/, '').slice(0, longestValue) : null;
    return { parameters: found, result, artifacts: [], error: isTooLong ? 'an output parameter is longer than 256 kB' : null };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { parameters: {}, result: null, artifacts: [], error: error.message };
  }
}

/** The pod without the outputs in its termination message, which is shown to people when a container fails. */
export function withoutMessages(pod: KubeObject): KubeObject {
  const state = mainState(pod);
  if (typeof state?.['message'] !== 'string' || !(state['message'].startsWith('sluice:') || isPlainFile(pod))) return pod;
  const { message: _, ...terminated } = state;
  const statuses = objectsIn(pod.status?.['containerStatuses']).map((one) => (one['name'] === 'main' ? { ...one, state: { terminated } } : one));
  return { ...pod, status: { ...pod.status, containerStatuses: statuses } };
}

/** Lines of a log that carry outputs are no part of it. */
function withoutMarks(text: string): string {
  return text.replaceAll(new RegExp(`\n?${outputsMark}[^\n]*\n`, 'g'), '');
}

function filesIn(task: Task, message: string, text: string): Readonly<Record<string, string>> {
  if (!message.startsWith('sluice:')) {
    const [only] = task.files;
    return message === '' || !only ? {} : { [only.name]: message.replace(/\n$/, '') };
  }
  const sent = message === 'sluice:' ? (new RegExp(`${outputsMark}([^\n]*)`).exec(text)?.[1] ?? '') : message.slice('sluice:'.length);
  if (sent === '') return {};
  const lines = gunzipSync(Buffer.from(sent, 'base64')).toString('utf8').split('\n');
  const found = lines.flatMap((line) => {
    const [number = '', content = ''] = line.split(' ');
    const file = number === '' ? undefined : task.files[Number(number)];
    return file ? [[file.name, Buffer.from(content, 'base64').toString('utf8').replace(/\n$/, '')] as const] : [];
  });
  return Object.fromEntries(found);
}

/** Its one output file is its termination message. */
function isPlainFile(pod: KubeObject): boolean {
  const main = objectsIn(pod.spec?.['containers']).find(({ name }) => name === 'main');
  return taskOf(pod)?.files.some(({ path }) => path === main?.['terminationMessagePath']) ?? false;
}

function mainState(pod: KubeObject): JsonObject | undefined {
  const main = objectsIn(pod.status?.['containerStatuses']).find(({ name }) => name === 'main');
  const terminated = isJsonObject(main?.['state']) ? main['state']['terminated'] : undefined;
  return isJsonObject(terminated) ? terminated : undefined;
}
