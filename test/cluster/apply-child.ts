import { applyPlan, nobody } from '../../src/apply/index.ts';
import { chosenCluster } from '../../src/cli/chosen-cluster.ts';
import { makePlan } from '../../src/cli/make-plan.ts';
import { planAnew } from '../../src/cli/plan-anew.ts';
import { assess } from '../../src/metrics/index.ts';
import type { StateStore } from '../../src/model/index.ts';
import { noScenario } from '../../src/plan/index.ts';

/**
 * What `sluice apply FILE` does on a real cluster, until the second time it writes to its journal: then it is killed, before or after that write. The
 * first time only takes over what the process before left, so that each process comes one entry further.
 */
const [file = '', kubeconfig = '', namespace = '', death = 'after', image] = process.argv.slice(2);

function deadly(store: StateStore): StateStore {
  let writes = 0;
  const die = (): void => {
    process.kill(process.pid, 'SIGKILL');
    for (;;); // until the signal arrives
  };
  return {
    ...store,
    async write(program, state) {
      writes++;
      if (writes === 2 && death === 'before') die();
      await store.write(program, state);
      if (writes === 2 && death === 'after') die();
    },
  };
}

const terminal = { out: () => {}, err: (text: string) => void process.stderr.write(text), color: false, errColor: false, width: 100, isInteractive: false, stdin: () => Promise.resolve(new Uint8Array()) };
const { value: chosen } = await chosenCluster({ cluster: 'kube', kubeconfig, context: undefined, namespace, state: undefined, 'state-namespace': undefined, 'executor-image': image }, terminal);
if (!chosen) throw new Error('no cluster');
const { plan, programs, diagnostics } = await makePlan({ paths: [file], from: undefined, cluster: chosen, namespace, scenario: undefined, targets: [], alternatives: false }, terminal);
if (!plan) throw new Error(`no plan: ${JSON.stringify(diagnostics)}`);
const rollouts = programs.programs.filter((program) => program.kind === 'Rollout');
const cluster = await chosen.open({ speed: 1, scenario: noScenario, programs: rollouts });
const endings = await applyPlan(
  {
    plan,
    programs: programs.programs,
    plain: programs.plain.map(({ object }) => object),
    digest: 'd',
    serials: null,
    lockTimeoutMs: 0,
    newId: () => crypto.randomUUID(),
    parallelism: 10,
  },
  {
    cluster,
    store: deadly(chosen.stores.states),
    metrics: { measure: () => Promise.resolve({ kind: 'error', message: 'nothing is measured' }) },
    assess,
    people: nobody,
    report: () => {},
    who: 'ada',
    local: false,
    approvePauses: true,
    onDeviation: 'halt',
    language: () => import('../../src/lang/expr/index.ts'),
    planAnew: (run) => planAnew(run, cluster),
    stop: new AbortController().signal,
  },
);
await cluster.close();
process.stdout.write(`${JSON.stringify([...endings.values()])}\n`);
