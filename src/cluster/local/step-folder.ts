import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject, ObjectRef } from '../../model/index.ts';

/** Where what belongs to one pod is kept: a pod that was made anew under its name has another folder. */
export interface StepFolder {
  readonly path: string;
  /** The step's own: where it runs. */
  readonly work: string;
  readonly temporary: string;
  /** Who carries the step out, as a ProcessIdentity; it is there from the very start, once. */
  readonly process: string;
  /** The exit code; it is there when the step has ended by itself. */
  readonly exit: string;
  /** What it wrote; of a step whose result is wanted only what it wrote to the standard error. */
  readonly log: string;
  readonly stdout: string;
  readonly script: string;
  readonly artifacts: string;
}

export function folderOf(root: string, { metadata: { namespace = '', name, uid = '' } }: Pick<KubeObject, 'metadata'>): StepFolder {
  return at(join(root, namespace, name, uid));
}

/** Of the pod that was made last under this name; null: none was run here. */
export function lastFolder(root: string, { namespace, name }: Pick<ObjectRef, 'namespace' | 'name'>): StepFolder | null {
  const own = join(root, namespace, name);
  if (!existsSync(own)) return null;
  const [last] = readdirSync(own)
    .map((uid) => ({ path: join(own, uid), at: statSync(join(own, uid)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  return last ? at(last.path) : null;
}

function at(path: string): StepFolder {
  const inside = (name: string): string => join(path, name);
  return {
    path,
    work: inside('work'),
    temporary: inside('tmp'),
    process: inside('process'),
    exit: inside('exit'),
    log: inside('log'),
    stdout: inside('stdout'),
    script: inside('script'),
    artifacts: inside('artifacts'),
  };
}
