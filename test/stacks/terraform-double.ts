import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A program that Terraform's engine can run where no Terraform is: init, plan, show and apply over the very files that sluice writes, with a cluster
 * that is a JSON file. It waits for nothing and checks nothing, which the suites with the real one do (test/cluster/terraform.test.ts).
 *
 * @returns where the program is, and the log of what was applied: "STACK MANIFESTS" line by line
 */
export function terraformDouble(folder: string): { readonly bin: string; readonly log: string } {
  const bin = join(folder, 'terraform');
  const [cluster, log] = [join(folder, 'cluster.json'), join(folder, 'applied.log')];
  writeFileSync(bin, `#!${process.execPath}\n(${main.toString()})(${JSON.stringify({ cluster, log })});\n`);
  chmodSync(bin, 0o755);
  return { bin, log };
}

/* Written into a file of its own, so that it stands on nothing of this module. */
function main({ cluster, log }: { readonly cluster: string; readonly log: string }): void {
  interface Held {
    manifest: { kind: string; metadata: { namespace?: string; name: string } };
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the file that it is written to is CommonJS
  const { appendFileSync, existsSync, readFileSync, writeFileSync: write } = require('node:fs') as typeof import('node:fs');
  const read = (file: string, otherwise: unknown): unknown => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : otherwise);
  const keyOf = ({ manifest }: Held): string => [manifest.metadata.namespace, manifest.kind, manifest.metadata.name].join('/');
  const configuration = (): { resource?: { kubernetes_manifest?: Record<string, Held> }; import?: { to: string }[]; terraform: { backend: { local: { path: string } } } } => read('cdk.tf.json', {}) as never;
  const [command, ...args] = process.argv.slice(2);
  if (command === 'plan') {
    const { resource, import: imports = [], terraform } = configuration();
    const wanted = resource?.kubernetes_manifest ?? {};
    const state = read(terraform.backend.local.path, {}) as Record<string, Held>;
    const there = read(cluster, {}) as Record<string, unknown>;
    const changes = [...new Set([...Object.keys(state), ...Object.keys(wanted)])].map((id) => {
      const [after, held] = [wanted[id], state[id]];
      const importing = after !== undefined && held === undefined && imports.some(({ to }) => to === `kubernetes_manifest.${id}`);
      const before = importing ? { manifest: null, object: there[keyOf(after)] ?? null } : held ? { manifest: held.manifest, object: there[keyOf(held)] ?? null } : null;
      const isSame = JSON.stringify(after?.manifest) === JSON.stringify(held?.manifest);
      const actions = importing ? ['update'] : held === undefined ? ['create'] : after === undefined ? ['delete'] : isSame ? ['no-op'] : ['update'];
      return { type: 'kubernetes_manifest', change: { actions, before, after: after === undefined ? null : { manifest: after.manifest }, ...(importing && { importing: {} }) } };
    });
    write('stage.tfplan', JSON.stringify({ resource_changes: changes }));
  } else if (command === 'show') process.stdout.write(readFileSync(args.at(-1) ?? '', 'utf8'));
  else if (command === 'apply') {
    const { resource, terraform } = configuration();
    const wanted = resource?.kubernetes_manifest ?? {};
    const state = read(terraform.backend.local.path, {}) as Record<string, Held>;
    const there = read(cluster, {}) as Record<string, unknown>;
    for (const held of Object.values(state)) delete there[keyOf(held)];
    for (const held of Object.values(wanted)) there[keyOf(held)] = held.manifest;
    write(cluster, JSON.stringify(there));
    write(terraform.backend.local.path, JSON.stringify(wanted));
    const replicas = Object.values(wanted).map(({ manifest }) => `${manifest.kind}=${String((manifest as { spec?: { replicas?: number } }).spec?.replicas ?? '')}`);
    appendFileSync(log, `${process.cwd().split(/[\\/]/).at(-1) ?? ''} ${replicas.sort().join(' ')}\n`);
  } else if (command !== 'init' && command !== 'version') process.exit(2);
}
