import { isJsonObject, type Json } from '../../lang/index.ts';
import { PortError, type Measured } from '../../model/index.ts';
import { excerpt, jsonOf, mustSucceed } from '../answers.ts';
import { runPlugin } from '../plugin-process.ts';
import type { Means, Plugin, Provider } from '../provider.ts';
import { hideHeader, textIn, urlOf } from '../settings.ts';

/**
 * A program or an HTTP address of the user's own. Both are given one JSON object and answer with one: see docs/metrics.md.
 *
 * The reference's plugins speak a protocol of Go's own over a socket, and are not run.
 */
export const measure: Provider = async ({ settings, metric, namespace }, means) => {
  const [[name, config] = ['', null], second] = Object.entries(settings);
  if (name === '' || second !== undefined) throw new PortError('invalid', 'A plugin metric names one plugin.');
  const plugin = means.plugins.get(name);
  if (plugin === undefined) throw new PortError('invalid', `No metric plugin ${name} is registered.`);
  const question = {
    formatVersion: '1.0',
    namespace,
    metric: { template: metric.template, name: metric.name, successCondition: metric.successCondition, failureCondition: metric.failureCondition },
    config,
  };
  return readAnswer(await ask(plugin, name, JSON.stringify(question), means), name);
};

async function ask(plugin: Plugin, name: string, question: string, means: Means): Promise<Json> {
  if (plugin.kind === 'executable') return jsonOf({ status: 200, address: `The plugin ${name}`, text: await runPlugin(plugin, name, question, means.signal) });
  for (const value of Object.values(plugin.headers)) hideHeader(value, means.hide);
  const headers = Object.fromEntries(Object.entries(plugin.headers).map(([key, value]) => [key.toLowerCase(), value]));
  const answer = await means.fetch({
    method: 'POST',
    url: urlOf(plugin.url, `The url of the plugin ${name}`),
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: question,
    timeoutMs: plugin.timeoutMs,
  });
  mustSucceed(answer);
  return jsonOf(answer);
}

const phases = ['Successful', 'Failed', 'Inconclusive', 'Error'] as const;

function readAnswer(answer: Json, name: string): Measured {
  if (!isJsonObject(answer)) throw new PortError('invalid', `The plugin ${name} answered with JSON that is no object.`);
  if (typeof answer['error'] === 'string') throw new PortError('unavailable', `The plugin ${name} failed: ${excerpt(answer['error'])}`);
  if (answer['phase'] === undefined) {
    if (answer['value'] === undefined) throw new PortError('invalid', `The plugin ${name} answered with neither a value nor a phase nor an error.`);
    return { kind: 'value', value: answer['value'] };
  }
  const phase = phases.find((one) => one === answer['phase']);
  if (phase === undefined) throw new PortError('invalid', `The plugin ${name} gave the phase ${excerpt(JSON.stringify(answer['phase']))}, which is none of ${phases.join(', ')}.`);
  const { value = '' } = answer;
  return { kind: 'judged', phase, value: typeof value === 'string' ? value : JSON.stringify(value), message: excerpt(textIn(answer, 'message')) };
}
