import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { applyPlan, loadRun, nobody, type People } from '../../src/apply/index.ts';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { chosenCluster } from '../../src/cli/chosen-cluster.ts';
import { makePlan } from '../../src/cli/make-plan.ts';
import { metricsOf } from '../../src/cli/measuring.ts';
import { clusterFile } from '../../src/cli/session.ts';
import { planAnew } from '../../src/cli/plan-anew.ts';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import { assess } from '../../src/metrics/index.ts';
import type { ProgramId } from '../../src/model/index.ts';
import { noScenario } from '../../src/plan/index.ts';
import { deadlyPorts } from './deadly-ports.ts';

/** Keeps the process from ending meanwhile, as a prompt does. */
function aborted(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => {}, 1000);
  return new Promise((resolve) => {
    const end = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}

/**
 * What `sluice apply` does in a folder, with waits that are over at once and a death at the `at`-th point.
 *
 * Pauses are promoted; or, once, aborted through the inbox, as from another terminal.
 */
async function apply([folder = '', path = '', scenarioFile = '', at = '0', pauses = 'promote']: readonly string[]): Promise<void> {
  process.chdir(folder);
  const terminal = { out: () => {}, err: () => {}, color: false, errColor: false, width: 100, isInteractive: false, stdin: () => Promise.resolve(new Uint8Array()) };
  const { value: chosen } = await chosenCluster({ cluster: 'embedded', kubeconfig: undefined, context: undefined, namespace: undefined, state: undefined, 'state-namespace': undefined }, terminal);
  if (!chosen) throw new Error('no cluster');
  const asked = { paths: [path], from: undefined, cluster: chosen, namespace: undefined, scenario: undefined, targets: [], alternatives: false };
  const { plan, programs } = await makePlan(asked, terminal);
  if (!plan) throw new Error('no plan');
  const scenario = scenarioFile === '' ? noScenario : (await loadScenario(scenarioFile, { namespace: 'default', stdin: terminal.stdin })).scenario;

  const open = await openEmbeddedCluster(clusterFile, { speed: Infinity, startAt: Date.parse('2026-01-31T12:00:00Z') });
  const ports = deadlyPorts(open, chosen.stores.states, Number(at));
  const abortsOnce: People = {
    ...nobody,
    async atPause({ program }, signal) {
      if (!existsSync('asked')) {
        writeFileSync('asked', '');
        await ports.store.request(program, { action: { do: 'abort' }, who: 'bob' });
      }
      await aborted(signal);
      return 'leave';
    },
  };
  const endings = await applyPlan(
    {
      plan,
      programs: programs.programs.filter((program) => program.kind === 'Rollout'),
      plain: programs.plain.map(({ object }) => object),
      digest: 'd',
      serials: null,
      lockTimeoutMs: 0,
      newId: () => crypto.randomUUID(),
      parallelism: 10,
    },
    {
      ...ports,
      metrics: metricsOf({ scenario, cluster: ports.cluster, settings: { addresses: {}, plugins: new Map() }, forward: null }),
      assess,
      people: pauses === 'abort' ? abortsOnce : nobody,
      report: () => {},
      who: 'ada',
      local: false,
      approvePauses: pauses === 'promote',
      onDeviation: 'halt',
      language: () => import('../../src/lang/expr/index.ts'),
      planAnew: (run) => planAnew(run, open),
      stop: new AbortController().signal,
    },
  );
  await open.close();
  const objects = (await openEmbeddedCluster(clusterFile, { speed: Infinity }).then((cluster) => cluster.model())).all();
  const runs: Record<ProgramId, unknown> = {};
  for (const id of await ports.store.list()) {
    const { run } = await loadRun(ports.store, id, () => '');
    runs[id] = run && { ...run, history: run.history.map((entry) => (entry.kind === 'asked' ? { ...entry, request: entry.request === null } : entry)) };
  }
  process.stdout.write(`${JSON.stringify({ points: ports.points(), endings: [...endings].toSorted(), objects, runs })}\n`);
}

const [first = '', ...rest] = process.argv.slice(2);
if (first === 'serve') for await (const line of createInterface(process.stdin)) await apply(JSON.parse(line) as readonly string[]);
else await apply([first, ...rest]);
