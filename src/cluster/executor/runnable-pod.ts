import type { JsonObject } from '../../lang/index.ts';
import type { KubeObject } from '../../model/index.ts';
import { objectsIn, taskOf } from './task.ts';
import { folder, wrapper } from './wrapper.ts';

const volume: JsonObject = { name: 'sluice', emptyDir: {} };
const mount: JsonObject = { name: 'sluice', mountPath: folder };

/**
 * A Workflow's pod as a cluster can run it: an init container lays the script, and the wrapper that reads output files, into a folder of the pod.
 *
 * A container without a command has one in its image, which can't be wrapped without asking the registry: of such one output file is read, by way of
 * the termination message. Sidecars become init containers that stay, so that they end with the main one (Kubernetes 1.29 and later).
 *
 * @param image has a static busybox as its `busybox`
 */
export function runnablePod(pod: KubeObject, image: string): KubeObject {
  const task = taskOf(pod);
  if (!task) return pod;
  const spec = pod.spec ?? {};
  const containers = objectsIn(spec['containers']);
  const main = containers.find(({ name }) => name === 'main');
  if (!main) return pod;
  const command = texts(main['command']);
  const wraps = task.files.length > 0 && command.length > 0;
  const [only] = task.files;
  const prepares = wraps || task.source !== null;
  const args = [...texts(main['args']), ...(task.source === null ? [] : [`${folder}/script`])];
  const runs: JsonObject = wraps ? { command: [`${folder}/busybox`, 'sh', `${folder}/wrapper`], args: [...command, ...args] } : args.length > 0 ? { args } : {};
  const run: JsonObject = {
    ...main,
    ...runs,
    ...(prepares && { volumeMounts: [...objectsIn(main['volumeMounts']), mount] }),
    ...(!wraps && only && { terminationMessagePath: only.path }),
  };
  const sidecars = containers.filter((one) => one !== main).map((one): JsonObject => ({ ...one, restartPolicy: 'Always' }));
  const inits = [...(prepares ? [preparing(task.source, wraps ? task.files.map(({ path }) => path) : null, image, main['securityContext'])] : []), ...objectsIn(spec['initContainers']), ...sidecars];
  return {
    ...pod,
    spec: {
      ...spec,
      ...(inits.length > 0 && { initContainers: inits }),
      containers: [run],
      ...(prepares && { volumes: [...objectsIn(spec['volumes']), volume] }),
    },
  };
}

function preparing(source: string | null, paths: readonly string[] | null, image: string, securityContext: JsonObject[string] | undefined): JsonObject {
  const lays = [
    ...(paths === null ? [] : [`busybox cp /proc/self/exe ${folder}/busybox`, `printf %s "$SLUICE_WRAPPER" > ${folder}/wrapper`]),
    ...(source === null ? [] : [`printf %s "$SLUICE_SCRIPT" > ${folder}/script`]),
  ];
  const env = [...(paths === null ? [] : [{ name: 'SLUICE_WRAPPER', value: literal(wrapper(paths)) }]), ...(source === null ? [] : [{ name: 'SLUICE_SCRIPT', value: literal(source) }])];
  return { name: 'sluice', image, command: ['busybox', 'sh', '-ec', lays.join('\n')], env, volumeMounts: [mount], ...(securityContext !== undefined && { securityContext }) };
}

/** Kubernetes fills in "$(NAME)" in values; "$$" stands for one. */
function literal(text: string): string {
  return text.replaceAll('$(', '$$$$(');
}

function texts(value: JsonObject[string] | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
