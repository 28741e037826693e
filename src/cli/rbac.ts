import { stringify } from 'yaml';
import type { JsonObject } from '../lang/index.ts';
import { readForwardedPort, type Program } from '../model/index.ts';
import { clusterOptions, type ClusterChoice } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { hasErrors } from './diagnostics.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { loadManifests } from './load.ts';
import { metricAddressOption, readMetricSettings } from './measuring.ts';
import { bindingsOf, rightsOf, rolesOf, type Purpose, type Subject } from './rights/index.ts';
import { showTrouble } from './show-plan.ts';
import type { Terminal } from './terminal.ts';

const purposes: readonly Purpose[] = ['plan', 'apply'];

export const command = defineCommand({
  args: 'plan|apply PATH...',
  fewestArgs: 2,
  mostArgs: null,
  description:
    'Writes the least Roles and ClusterRole under which plan, or apply and what people ask of it, works for these manifests on a real cluster, the states that are kept in it\nincluded. Asks no cluster anything, and gives nobody a right: pipe it to kubectl apply -f -.',
  options: [
    { name: 'previews', summary: 'For plan: also what it takes to show what the cluster would store (dry runs take the rights of the write)' },
    { name: 'prune', summary: 'Also what --prune takes' },
    metricAddressOption,
    { name: 'service-account', value: 'NAMESPACE/NAME', repeatable: true, summary: 'Also bindings for this account' },
    { name: 'user', value: 'NAME', repeatable: true, summary: 'Also bindings for this user' },
    { name: 'group', value: 'NAME', repeatable: true, summary: 'Also bindings for this group' },
    { name: 'output', short: 'o', value: 'FORMAT', choices: ['yaml', 'json'], summary: 'How to write it (yaml)' },
    ...clusterOptions,
  ],
  examples: [
    { line: 'rbac plan deploy/', says: 'Writes what a pipeline that only plans has to be allowed.' },
    { line: 'rbac apply deploy/ --state kubernetes --state-namespace sluice --service-account ci/deployer | kubectl apply -f -', says: 'Gives an account what apply takes, with states in the cluster.' },
  ],
  async run({ args, options, terminal }) {
    const [first = '', ...paths] = args;
    const purpose = purposes.find((each) => each === first);
    if (purpose === undefined) return refuse(terminal, `rbac takes plan or apply and then paths, and ${first} is neither. See sluice rbac --help.`);
    const subjects = subjectsOf(options);
    if (typeof subjects === 'string') return refuse(terminal, subjects);
    const { namespace, stateNamespace } = await namespacesOf(options);
    const loaded = await loadManifests(paths, { namespace, stdin: () => terminal.stdin() });
    if (hasErrors(loaded.diagnostics)) return showTrouble(loaded.diagnostics, terminal, loaded.textOf);
    const workflows = loaded.programs.programs.filter((program: Program) => program.kind === 'Workflow');
    if (workflows.length > 0) terminal.err(`Workflows do not run on a real cluster yet: nothing is asked for ${workflows.map(({ name }) => name).join(', ')}.\n`);
    const measuring = await readMetricSettings({ 'metric-address': options['metric-address'], 'metric-plugin': [] });
    if (hasErrors(measuring.diagnostics)) return showTrouble(measuring.diagnostics, terminal, loaded.textOf);
    const forwards = Object.values(measuring.value.addresses).flatMap((address) => readForwardedPort(address) ?? []);
    const rights = rightsOf(loaded.programs, { purpose, stateNamespace: options.state === 'kubernetes' ? stateNamespace : null, previews: options.previews, prune: options.prune, forwards });
    const objects = [...rolesOf(rights, purpose), ...bindingsOf(rights, purpose, subjects)];
    terminal.out(options.output === 'json' ? listOf(objects) : objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n'));
    return exitCode.success;
  },
});

function listOf(items: readonly JsonObject[]): string {
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`;
}

/** As apply finds them: what is not named is the context's, where one is named. No cluster is asked. */
async function namespacesOf(options: ClusterChoice): Promise<{ readonly namespace: string; readonly stateNamespace: string }> {
  const { kubeconfig, context, namespace, 'state-namespace': stateNamespace } = options;
  const isNamed = kubeconfig !== undefined || context !== undefined;
  const usual = isNamed && (namespace === undefined || stateNamespace === undefined) ? (await (await import('../kube/index.ts')).connect({ kubeconfig, context })).namespace : 'default';
  return { namespace: namespace ?? usual, stateNamespace: stateNamespace ?? usual };
}

/** Or what is wrong with them. */
function subjectsOf(options: { readonly 'service-account': readonly string[]; readonly user: readonly string[]; readonly group: readonly string[] }): readonly Subject[] | string {
  const accounts: Subject[] = [];
  for (const account of options['service-account']) {
    const [namespace = '', name = '', more] = account.split('/');
    if (namespace === '' || name === '' || more !== undefined) return `--service-account takes NAMESPACE/NAME, and ${account} is none.`;
    accounts.push({ kind: 'ServiceAccount', namespace, name });
  }
  const named = (kind: 'User' | 'Group', names: readonly string[]): readonly Subject[] => names.map((name) => ({ kind, name }));
  return [...accounts, ...named('User', options.user), ...named('Group', options.group)];
}

function refuse(terminal: Terminal, text: string): ExitCode {
  terminal.err(`${text}\n`);
  return exitCode.error;
}
