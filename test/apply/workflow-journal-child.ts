import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import { applyPlan, loadWorkflowRun, nobody, type People } from '../../src/apply/index.ts';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import type { Json } from '../../src/lang/index.ts';
import { assess } from '../../src/metrics/index.ts';
import type { ProgramId } from '../../src/model/index.ts';
import { podRunner } from '../../src/plan/index.ts';
import { openFileStore } from '../../src/state/index.ts';
import { deadlyPorts } from './deadly-ports.ts';
import { planOf, workflowsIn } from './workflow-room.ts';

/**
 * What `sluice apply` does with Workflows in a folder, with waits that are over at once and a death at the `at`-th point. What is suspended is
 * resumed, once through the inbox, as from another terminal.
 */
async function apply([folder = '', path = '', scenario = '', at = '0']: readonly string[]): Promise<void> {
  process.chdir(folder);
  const steps = ((parse(scenario) ?? {}) as { readonly steps?: readonly Json[] }).steps ?? [];
  const options = { speed: Infinity, startAt: Date.parse('2026-01-31T12:00:00Z'), runner: (earlier: Parameters<NonNullable<NonNullable<Parameters<typeof openEmbeddedCluster>[1]>['runner']>>[0]) => podRunner(steps, 'named', earlier) };
  const open = await openEmbeddedCluster('cluster.json', options);
  const ports = deadlyPorts(open, openFileStore('state'), Number(at));
  const programs = workflowsIn(readFileSync(path, 'utf8'));
  const people: People = {
    ...nobody,
    async atSuspend({ program }, signal) {
      if (existsSync('asked')) return 'resume';
      writeFileSync('asked', '');
      await ports.store.request(program, { action: { do: 'resume', node: null, by: 'ada' }, who: 'ada' });
      await new Promise<void>((resolve) => {
        const alive = setInterval(() => {}, 1000);
        const end = (): void => {
          clearInterval(alive);
          resolve();
        };
        if (signal.aborted) end();
        else signal.addEventListener('abort', end);
      });
      return 'leave';
    },
  };
  let serial = 0;
  const endings = await applyPlan(
    { plan: planOf(programs), programs, plain: [], digest: 'd', serials: null, lockTimeoutMs: 0, newId: () => `${String(++serial).padStart(8, '0')}-${crypto.randomUUID().slice(9)}`, parallelism: 10 },
    {
      ...ports,
      metrics: { measure: () => Promise.resolve({ kind: 'error', message: 'nothing is measured' }) },
      assess,
      people,
      report: () => {},
      who: 'ada',
      local: false,
      approvePauses: false,
      onDeviation: 'halt',
      language: () => import('../../src/lang/expr/index.ts'),
      planAnew: () => Promise.reject(new Error('a Workflow is not planned anew')),
      stop: new AbortController().signal,
    },
  );
  await open.close();
  const objects = (await openEmbeddedCluster('cluster.json', options).then((cluster) => cluster.model())).all();
  const runs: Record<ProgramId, unknown> = {};
  for (const id of await ports.store.list()) {
    const { run } = await loadWorkflowRun(ports.store, id, () => '');
    runs[id] = run && { ...run, uid: '', cluster: '', history: run.history.filter(({ kind }) => kind !== 'asked') };
  }
  process.stdout.write(`${JSON.stringify({ points: ports.points(), endings: [...endings].toSorted(), objects, runs })}\n`);
}

const [first = '', ...rest] = process.argv.slice(2);
if (first === 'serve') for await (const line of createInterface(process.stdin)) await apply(JSON.parse(line) as readonly string[]);
else await apply([first, ...rest]);
