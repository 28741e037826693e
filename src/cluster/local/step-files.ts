import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isJsonObject, type JsonObject } from '../../lang/index.ts';
import { PortError, type KubeObject } from '../../model/index.ts';
import { objectsIn, taskOf } from '../executor/task.ts';
import type { MadeOutputs } from '../executor/outputs.ts';
import { lastFolder, type StepFolder } from './step-folder.ts';

/** What is longer is no parameter, and of a result no more is kept. */
const longestValue = 256 * 1024;

/**
 * What a step that has ended made: values from its files, what it printed, and artifacts, of which copies are kept.
 *
 * A path that is not absolute is one in the step's own folder. An absolute one is this machine's, and counts only if it was written since the step began:
 * others write there, too.
 */
export async function outputsIn(folder: StepFolder, pod: KubeObject, { failed }: { readonly failed: boolean }): Promise<MadeOutputs> {
  const task = taskOf(pod);
  if (!task) return { parameters: {}, result: null, artifacts: [], error: null };
  const begun = (await stat(folder.process)).mtimeMs;
  const place = async (path: string): Promise<string | null> => {
    const at = resolve(folder.work, path);
    const found = await stat(at).catch(() => null);
    return found === null || (isAbsolute(path) && found.mtimeMs < Math.floor(begun)) ? null : at;
  };
  const parameters: Record<string, string> = {};
  let error: string | null = null;
  for (const { name, path } of task.files) {
    const at = await place(path);
    if (at === null) continue;
    const text = await readFile(at, 'utf8');
    if (Buffer.byteLength(text) > longestValue) error = 'an output parameter is longer than 256 kB';
    parameters[name] = text.replace(/\n$/, '');
  }
  const artifacts: string[] = [];
  for (const { name, path, optional } of task.artifacts) {
    const at = await place(path);
    if (at !== null) {
      await cp(at, join(folder.artifacts, name), { recursive: true });
      artifacts.push(name);
    } else if (!optional && !failed) error ??= `cannot save artifact ${name}: there is no ${path}`;
  }
  const result = task.includeResult ? (await readFile(folder.stdout, 'utf8')).replace(/\n$/, '').slice(0, longestValue) : null;
  return { parameters, result, artifacts, error };
}

/**
 * Lays the artifacts that a step takes where it looks for them: those that steps of the same Workflow made here, and those written in the manifest.
 *
 * @throws PortError `invalid` for one that lies elsewhere, or is to lie outside the step's folder and /tmp
 */
export async function layArtifacts(inputs: readonly JsonObject[], folder: StepFolder, { root, namespace }: { readonly root: string; readonly namespace: string }): Promise<void> {
  for (const artifact of inputs) {
    const { name, path, kept, raw, optional } = artifact;
    if (typeof name !== 'string' || typeof path !== 'string') continue;
    const to = resolve(folder.work, path);
    if (!to.startsWith(`${folder.work}/`) && !to.startsWith('/tmp/')) throw new PortError('invalid', `the artifact ${name} is to lie at ${path}, which is neither in the step's own folder nor in /tmp`);
    await mkdir(dirname(to), { recursive: true });
    if (isJsonObject(raw) && typeof raw['data'] === 'string') await writeFile(to, raw['data']);
    else if (isJsonObject(kept) && typeof kept['pod'] === 'string') {
      const from = lastFolder(root, { namespace, name: kept['pod'] });
      const source = from && join(from.artifacts, typeof kept['name'] === 'string' ? kept['name'] : name);
      if (source === null || (await stat(source).catch(() => null)) === null) throw new PortError('invalid', `the artifact ${name} of the pod ${kept['pod']} is not on this machine any more`);
      await cp(source, to, { recursive: true });
    } else if (optional !== true) throw new PortError('invalid', `the artifact ${name} lies in a store that is not asked here: only artifacts of the Workflow's own steps and raw ones are`);
  }
}

/** The input artifacts of a pod's task. */
export function inputsOf(pod: KubeObject): readonly JsonObject[] {
  return objectsIn(taskOf(pod)?.inputs);
}
