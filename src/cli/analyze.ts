import { diagnose, didYouMean, type Diagnostic } from '../diagnostic/index.ts';
import { isJsonObject } from '../lang/index.ts';
import { readLoneTemplates, type LoneTemplate } from '../manifest/index.ts';
import type { AnalysisMetric, SecretArgument } from '../model/index.ts';
import type { LoneAnalysis } from '../rollout/index.ts';
import { analyzeNow } from './analyze-now.ts';
import { analyzePast } from './analyze-past.ts';
import { defineCommand } from './command.ts';
import { hasErrors } from './diagnostics.ts';
import { lazyApi } from './lazy-api.ts';
import { loadManifests, type Loaded } from './load.ts';
import { metricOptions, metricsAround, readMetricSettings } from './measuring.ts';
import { showTrouble } from './show-plan.ts';

export const command = defineCommand({
  args: 'PATH...',
  fewestArgs: 1,
  mostArgs: null,
  description:
    'Runs AnalysisTemplates by themselves, as a rollout would: now, or with --backtest over the past of a live Prometheus. A PATH leads to manifests with\ntemplates, those written inline in a Rollout included. Exit code 4 when an analysis fails, 3 when it is inconclusive.',
  options: [
    { name: 'template', value: 'NAME', repeatable: true, summary: 'Only this one of the templates that are found' },
    { name: 'arg', value: 'NAME=VALUE', repeatable: true, summary: 'A value for an argument of the templates' },
    ...metricOptions,
    { name: 'once', summary: 'Measure every metric once, and end' },
    { name: 'backtest', value: 'DURATION', summary: 'What runs begun in the last 7d, 12h or 30m would have said' },
    { name: 'step', value: 'DURATION', summary: 'With --backtest: how far apart runs begin (the shortest interval)' },
    { name: 'lasts', value: 'DURATION', summary: 'With --backtest: when metrics without a count end (1h)' },
    { name: 'drop', value: 'AMOUNT', summary: 'With --backtest: how soon a fall by 10% or by 0.5 is seen; --drop=-10% is a rise' },
    { name: 'until', value: 'TIME', summary: 'With --backtest: the end of the time that is looked at (now)' },
    { name: 'kubeconfig', value: 'FILE', summary: 'The cluster that port-forwards lead through, by its kubeconfig' },
    { name: 'context', value: 'NAME', summary: 'The cluster that port-forwards lead through, by its context' },
    { name: 'namespace', short: 'n', value: 'NAME', summary: 'Namespace of objects that name none (default)' },
    { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json', 'markdown'], summary: 'How to show what is found' },
  ],
  examples: [
    { line: 'analyze checks.yaml --arg service=web', says: 'Runs the templates to their end, and shows each measurement.' },
    { line: 'analyze checks.yaml --once --metric-address http://prometheus.monitoring:9090=http://127.0.0.1:9090', says: 'Measures once, through a port-forward.' },
    { line: 'analyze checks.yaml --backtest 7d --step 5m --drop 10%', says: 'Shows how often they would have aborted in the last week, and how soon a drop is seen.' },
  ],
  async run({ args, options, terminal }) {
    const loaded = await loadManifests(args, { namespace: options.namespace ?? 'default', stdin: () => terminal.stdin() });
    const trouble = (diagnostics: readonly Diagnostic[]) => showTrouble(diagnostics, terminal, loaded.textOf);
    if (hasErrors(loaded.diagnostics)) return trouble(loaded.diagnostics.filter(({ severity }) => severity === 'error'));
    const settings = await readMetricSettings(options);
    const chosen = chooseTemplates(loaded, options.template);
    const given = readArguments(options.arg, chosen.templates);
    const misfits = [...settings.diagnostics, ...chosen.diagnostics, ...given.diagnostics, ...lonelyOptions(options)];
    if (misfits.length > 0) return trouble(misfits);
    const analyses = chosen.templates.map((template) => analysisOf(template, given.values));
    for (const { name, metrics } of analyses) for (const metric of metrics.filter(isJob)) terminal.err(`${name}/${metricName(metric)}: a Job runs on a cluster, so that it is left out here.\n`);
    const asked = analyses.map((analysis) => ({ ...analysis, metrics: analysis.metrics.filter((metric) => !isJob(metric)) })).filter(({ metrics }) => metrics.length > 0);
    if (asked.length === 0) return trouble([diagnose('SLU512', null, 'No template has a metric that can be measured without a cluster.')]);
    // Ports are forwarded to through a cluster that is named, and no other.
    const { kubeconfig, context } = options;
    const isNamed = kubeconfig !== undefined || context !== undefined;
    const around = await metricsAround({ settings: settings.value, secrets: loaded.inventory, forward: isNamed ? lazyApi({ kubeconfig, context }).forward : null });
    if (options.backtest === undefined) return analyzeNow(asked, { around, once: options.once, output: options.output ?? 'text', terminal });
    return analyzePast(asked, { around, options: { ...options, backtest: options.backtest }, terminal });
  },
});

function isJob({ source }: AnalysisMetric): boolean {
  return isJsonObject(source['provider']) && isJsonObject(source['provider']['job']);
}

function metricName({ source }: AnalysisMetric): string {
  return typeof source['name'] === 'string' ? source['name'] : '';
}

interface BacktestOptions {
  readonly once: boolean;
  readonly backtest: string | undefined;
  readonly step: string | undefined;
  readonly lasts: string | undefined;
  readonly drop: string | undefined;
  readonly until: string | undefined;
}

function lonelyOptions(options: BacktestOptions): readonly Diagnostic[] {
  if (options.backtest !== undefined) return options.once ? [diagnose('SLU512', null, '--once measures now, and --backtest looks at the past. Give one of them.')] : [];
  return (['step', 'lasts', 'drop', 'until'] as const).filter((name) => options[name] !== undefined).map((name) => diagnose('SLU512', null, `--${name} says something about --backtest. Give that, too.`));
}

function chooseTemplates({ inventory, files }: Loaded, wanted: readonly string[]): { readonly templates: readonly LoneTemplate[]; readonly diagnostics: readonly Diagnostic[] } {
  const all = readLoneTemplates(inventory);
  if (all.length === 0) return { templates: [], diagnostics: [diagnose('SLU512', null, `There is no AnalysisTemplate in ${files.join(', ')}.`)] };
  const names = all.map(({ name }) => name);
  const unknown = wanted.filter((name) => !names.includes(name));
  return {
    templates: wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name)),
    diagnostics: unknown.map((name) => diagnose('SLU512', null, `There is no template ${name}.${didYouMean(name, names)}`)),
  };
}

function readArguments(texts: readonly string[], templates: readonly LoneTemplate[]): { readonly values: ReadonlyMap<string, string>; readonly diagnostics: readonly Diagnostic[] } {
  const declared = [...new Set(templates.flatMap(({ args }) => args.map(({ name }) => name)))];
  const values = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(at, 0));
    if (at < 1) diagnostics.push(diagnose('SLU512', null, `--arg takes NAME=VALUE, and ${text.split('=')[0] ?? ''} is none.`));
    else if (!declared.includes(name)) diagnostics.push(diagnose('SLU512', null, `No template has an argument ${name}.${didYouMean(name, declared)}`));
    else values.set(name, text.slice(at + 1));
  }
  for (const { name: template, args } of templates) {
    for (const { kind, name } of args) {
      if (kind === 'required' && !values.has(name)) diagnostics.push(diagnose('SLU512', null, `The template ${template} has an argument ${name} without a value. Give one: --arg ${name}=VALUE.`));
    }
  }
  return { values, diagnostics };
}

function analysisOf({ name, namespace, metrics, args }: LoneTemplate, given: ReadonlyMap<string, string>): LoneAnalysis {
  const values = args.flatMap((arg) => {
    const value = given.get(arg.name) ?? (arg.kind === 'value' ? arg.value : undefined);
    return value === undefined ? [] : [[arg.name, value] as const];
  });
  const secrets: readonly SecretArgument[] = args.flatMap((arg) => (arg.kind === 'secret' && !given.has(arg.name) ? [{ name: arg.name, secret: arg.secret, key: arg.key }] : []));
  return { name, namespace, metrics, args: new Map(values), secrets };
}
