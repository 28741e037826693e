/**
 * A Kubernetes control plane with one node, built from Go modules and run by this machine's containerd: `tsx test/cluster/control-plane/run.ts build|up|down|wipe`.
 *
 * Needs root, Go, openssl, containerd, runc, busybox-static and the CNI plugins. Prints what took how long.
 */
import { build } from './build.ts';
import { down, up } from './control-plane.ts';
import { places } from './places.ts';

const [verb] = process.argv.slice(2);
const began = performance.now();
const tell = (what: string): void => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${what}`);

switch (verb) {
  case 'build':
    tell(build() ? `built ${places.build}` : `${places.build} is there`);
    break;
  case 'up':
    tell(build() ? `built ${places.build}` : `${places.build} is there`);
    await up(tell);
    console.log(`\n  ${places.program('kubectl')} --kubeconfig ${places.kubeconfig} get pods`);
    break;
  case 'down':
  case 'wipe':
    await down({ wipe: verb === 'wipe' });
    tell('stopped');
    break;
  default:
    console.error('run.ts takes one of build, up, down, wipe');
    process.exitCode = 1;
}
