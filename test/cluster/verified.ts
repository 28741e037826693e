/** Runs a command line of sluice. */
type Sluice = (args: readonly string[]) => Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;

/** Commands that carry Rollouts out, or on. A restart is over once the last old pod has gone, whose successor may still be on its way. */
const carrying: readonly string[] = ['apply', 'promote', 'abort', 'resume', 'retry', 'undo', 'import'];

/** Which cluster and which states, as a command line says it. */
const placing: readonly string[] = ['--cluster', '--kubeconfig', '--context', '--state', '--state-namespace', '--config'];

interface Verified {
  readonly percent: number;
  readonly stages: readonly { readonly title: string; readonly difference: string | null }[];
  readonly deviations: readonly string[];
  readonly now: string | null;
}

/**
 * Holds all Rollouts against their plans, by `sluice verify`, once a command has carried one of them out or on.
 *
 * What it came to says what is required: done (0) is 100 % of all stages with nothing otherwise since; waiting (3) is the same of the stages that were
 * reached; rolled back (4) is every stage that was reached as planned. Any other end is a deviation, which a test has to announce.
 *
 * @throws when something is not as planned
 */
export async function requireVerified(args: readonly string[], code: number | null, sluice: Sluice): Promise<void> {
  const [verb = ''] = args;
  if (!carrying.includes(verb) || valueOf(args, '--engine') === 'terraform') return;
  if (code !== 0 && code !== 3 && code !== 4) throw new Error(`${verb} ended with ${code}, which only a test that expects a deviation may have it do`);
  const namespace = valueOf(args, '--namespace') ?? valueOf(args, '-n');
  const place = placing.flatMap((name) => {
    const value = valueOf(args, name);
    return value === undefined ? [] : [name, value];
  });
  for (const [of, name] of await rollouts(sluice, place)) {
    if (namespace !== undefined && of !== namespace) continue;
    const { out, err } = await sluice(['verify', name, '--namespace', of, '-o', 'json', ...place]);
    if (out === '') throw new Error(`${name} can't be verified after ${verb}: ${err}`);
    const faults = faultsIn(JSON.parse(out) as Verified, code);
    if (faults.length > 0) throw new Error(`${name} is not as planned after ${verb}, which ended with ${code}:\n${faults.join('\n')}\n${out}`);
  }
}

function faultsIn({ percent, stages, deviations, now }: Verified, code: number): readonly string[] {
  const reached = code === 0 ? stages : stages.filter(({ difference }) => difference !== 'not reached');
  return [
    ...(code === 0 && percent !== 100 ? [`${percent} % of the stages are as planned`] : []),
    ...reached.flatMap(({ title, difference }) => (difference === null ? [] : [`${title}: ${difference}`])),
    ...deviations,
    ...(code !== 4 && now !== null ? [`now: ${now}`] : []),
  ];
}

/** Namespace and name of each Rollout that has a state and is carried out by nobody at the moment. */
async function rollouts(sluice: Sluice, place: readonly string[]): Promise<readonly (readonly [namespace: string, name: string])[]> {
  const { code, out, err } = await sluice(['state', 'list', ...place]);
  if (code !== 0) throw new Error(`the states can't be listed: ${err}`);
  // Whoever holds a lock carries its program out, and is verified at the end of that.
  const free = out.split('\n').filter((line) => !line.includes('  locked by '));
  return free.flatMap((line) => {
    const [, namespace, name] = /^([^/\s]+)\/Rollout\/(\S+)/.exec(line) ?? [];
    return namespace === undefined || name === undefined ? [] : [[namespace, name] as const];
  });
}

function valueOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}
