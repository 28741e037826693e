import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { build } from './control-plane/build.ts';
import { down, up } from './control-plane/control-plane.ts';
import { whatIsMissing } from './control-plane/needs.ts';
import { places, podImages } from './control-plane/places.ts';
import { runningPid } from './control-plane/processes.ts';

/** What the suites are told of the cluster. */
export interface GivenCluster {
  /** '' when there is none, and they are skipped. */
  readonly kubeconfig: string;
  /** busybox, in whatever version. */
  readonly image: string;
  readonly kubectl: string;
  /** It is ours: its parts may be stopped, and its audit log read. */
  readonly isOwn: boolean;
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly cluster: GivenCluster;
  }
}

/** Takes the disposable cluster of `SLUICE_TEST_KUBECONFIG`, or starts one of our own; and stops it, unless it ran before. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { SLUICE_TEST_KUBECONFIG: given, SLUICE_TEST_IMAGE: image = 'docker.io/library/busybox:1.37', CI } = process.env;
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new Error(`SLUICE_TEST_KUBECONFIG names ${given}, which is not there`);
    project.provide('cluster', { kubeconfig: given, image, kubectl: 'kubectl', isOwn: false });
    return undefined;
  }
  const missing = whatIsMissing();
  if (missing.length > 0) {
    const text = `No control plane here: ${missing.join(', ')}. Name a disposable cluster with SLUICE_TEST_KUBECONFIG.`;
    if (CI === 'true') throw new Error(text);
    console.error(`${text} The suites are skipped.`);
    project.provide('cluster', { kubeconfig: '', image, kubectl: '', isOwn: false });
    return undefined;
  }
  const began = performance.now();
  const tell = (what: string): void => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${what}`);
  const ranBefore = runningPid('kubelet') !== null;
  tell(build() ? 'the control plane is built' : 'the control plane was built before');
  await up(tell);
  project.provide('cluster', { kubeconfig: places.kubeconfig, image: podImages[0], kubectl: places.program('kubectl'), isOwn: true });
  return ranBefore ? undefined : () => down({ wipe: true });
}
