import { formatTime, isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import { PortError, type Measured } from '../../model/index.ts';
import { jsonOf, mustSucceed } from '../answers.ts';
import type { HttpAnswer } from '../http/index.ts';
import type { Provider, Question } from '../provider.ts';
import { below, isTrueIn, listIn, numberIn, objectIn, textIn, urlOf } from '../settings.ts';

const timeoutMs = 15_000;

/** Between two looks at a judgement that is not there yet. @see Argo Rollouts 1.9 kayenta resumeDelay */
const lookAgainMs = 15_000;

/**
 * A judgement of Kayenta's: started, awaited, and its score held against the metric's thresholds. The metric's conditions count for nothing.
 *
 * @see Argo Rollouts 1.9 metricproviders/kayenta; Kayenta, POST /canary/{id}, GET /canary/{execution}
 */
export const measure: Provider = async (question, means) => {
  const { settings } = question;
  const base = urlOf(textIn(settings, 'address'), 'The address of Kayenta');
  const ask = (method: string, path: string, query: Readonly<Record<string, string>>, body: string | null): Promise<HttpAnswer> => {
    const url = below(base, path);
    url.search = new URLSearchParams(query).toString();
    return means.fetch({ method, url, headers: { accept: 'application/json', ...(body !== null && { 'content-type': 'application/json' }) }, body, timeoutMs });
  };
  const application = textIn(settings, 'application');
  const storage = textIn(settings, 'storageAccountName');
  const configs = await ask('GET', '/canaryConfig', { application, configurationAccountName: storage }, null);
  const id = configId(configs, textIn(settings, 'canaryConfigName'));
  const accounts = { application, metricsAccountName: textIn(settings, 'metricsAccountName'), configurationAccountName: textIn(settings, 'configurationAccountName'), storageAccountName: storage };
  const started = await ask('POST', `/canary/${encodeURIComponent(id)}`, accounts, JSON.stringify(requestOf(question, means.now())));
  mustSucceed(started);
  const execution = textIn(jsonOf(started), 'canaryExecutionId');
  if (execution === '') throw new PortError('invalid', `${started.address} started a judgement without an id.`);
  for (;;) {
    await means.sleep(lookAgainMs);
    const answer = await ask('GET', `/canary/${encodeURIComponent(execution)}`, {}, null);
    mustSucceed(answer);
    const said = jsonOf(answer);
    const complete = isJsonObject(said) ? said['complete'] : undefined;
    if (typeof complete !== 'boolean') throw new PortError('invalid', `${answer.address} does not say whether the judgement is complete.`);
    if (complete) return judged(said, settings);
  }
};

function configId(answer: HttpAnswer, name: string): string {
  mustSucceed(answer);
  const configs = jsonOf(answer);
  const found = (Array.isArray(configs) ? (configs as readonly Json[]) : []).find((config) => textIn(config, 'name') === name);
  if (found === undefined) throw new PortError('invalid', `Kayenta has no canary config ${name}.`);
  return textIn(found, 'id');
}

function judged(said: Json, settings: JsonObject): Measured {
  const score = numberIn(objectIn(objectIn(objectIn(said, 'result'), 'judgeResult'), 'score'), 'score');
  if (score === null) throw new PortError('invalid', 'The judgement is complete and has no score.');
  const threshold = objectIn(settings, 'threshold');
  const [pass, marginal] = [numberIn(threshold, 'pass') ?? 0, numberIn(threshold, 'marginal') ?? 0];
  const whole = Math.trunc(score);
  return { kind: 'judged', phase: whole >= pass ? 'Successful' : whole >= marginal ? 'Inconclusive' : 'Failed', value: String(whole), message: '' };
}

function requestOf({ settings, metric, runStartedAt }: Question, now: number): JsonObject {
  const threshold = objectIn(settings, 'threshold');
  const lookback = isTrueIn(settings, 'lookback');
  const from = lookback ? runStartedAt : now - (metric.intervalMs ?? 0);
  const scopes = listIn(settings, 'scopes').map((scope) => {
    const [control, experiment] = [objectIn(scope, 'controlScope'), objectIn(scope, 'experimentScope')];
    for (const field of ['start', 'end']) {
      if ((textIn(control, field) === '') !== (textIn(experiment, field) === '')) throw new PortError('invalid', `controlScope.${field} and experimentScope.${field} of the kayenta metric must both be given or both be left out.`);
    }
    if (textIn(control, 'start') === '' && !lookback && metric.intervalMs === null) throw new PortError('invalid', 'The kayenta metric has neither a start nor an interval nor lookback, so that its time is not known.');
    const detail = (side: JsonObject) => ({
      scope: textIn(side, 'scope'),
      location: textIn(side, 'region'),
      step: numberIn(side, 'step') ?? 0,
      start: textIn(side, 'start') || formatTime(from),
      end: textIn(side, 'end') || formatTime(now),
    });
    return [textIn(scope, 'name'), { controlScope: detail(control), experimentScope: detail(experiment) }] as const;
  });
  return { scopes: Object.fromEntries(scopes), thresholds: { pass: numberIn(threshold, 'pass') ?? 0, marginal: numberIn(threshold, 'marginal') ?? 0 } };
}
