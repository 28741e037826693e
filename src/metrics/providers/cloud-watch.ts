import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import { PortError } from '../../model/index.ts';
import { excerpt, jsonIfAny, jsonOf, mustSucceed } from '../answers.ts';
import { awsIdentity, signed } from '../aws.ts';
import { numberText } from '../number-text.ts';
import type { Provider } from '../provider.ts';
import { durationIn, listIn, numberIn, objectIn, textIn, urlOf } from '../settings.ts';

/**
 * The results of metric data queries over the last interval: a list of objects with Id, Label, Timestamps and Values.
 *
 * @see Argo Rollouts 1.9 metricproviders/cloudwatch; Amazon CloudWatch API Reference, GetMetricData, over AWS JSON 1.0
 */
export const measure: Provider = async ({ settings }, means) => {
  const interval = durationIn(settings, 'interval', '5m');
  const identity = await awsIdentity({ region: '', profile: '' }, means);
  const { environment } = means;
  const address = environment['AWS_ENDPOINT_URL_CLOUDWATCH'] ?? environment['AWS_ENDPOINT_URL'] ?? `https://monitoring.${identity.region}.amazonaws.com/`;
  const now = means.now();
  const body = JSON.stringify({ StartTime: (now - interval) / 1000, EndTime: now / 1000, MetricDataQueries: listIn(settings, 'metricDataQueries').map(queryOf) });
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData' };
  const request = { method: 'POST', url: urlOf(address, 'The address of CloudWatch'), headers, body, timeoutMs: 30_000 };
  const answer = await means.fetch(await signed(request, 'monitoring', identity, now));
  mustSucceed(answer, reasonOf(jsonIfAny(answer)));
  const results = listIn(jsonOf(answer), 'MetricDataResults').map(resultOf);
  return { kind: 'value', value: results, text: `[${results.map(({ Values }) => `[${Values.map(numberText).join(' ')}]`).join(' ')}]` };
};

function reasonOf(said: Json | null): string | null {
  if (!isJsonObject(said)) return null;
  const type = textIn(said, '__type').replace(/^.*#/, '');
  const message = textIn(said, 'message') || textIn(said, 'Message');
  return excerpt([type, message].filter((part) => part !== '').join(': '));
}

function resultOf(result: Json) {
  const Values = listIn(result, 'Values').map(Number);
  return { Id: textIn(result, 'Id'), Label: textIn(result, 'Label'), StatusCode: textIn(result, 'StatusCode'), Timestamps: listIn(result, 'Timestamps'), Values };
}

/** Names begin with a capital there, and with a small letter in a metric. */
function queryOf(query: Json): JsonObject {
  const stat = isJsonObject(query) && isJsonObject(query['metricStat']) ? query['metricStat'] : null;
  const isGiven = (field: string): boolean => isJsonObject(query) && query[field] !== undefined && query[field] !== null;
  return {
    Id: textIn(query, 'id'),
    ...(isGiven('expression') && { Expression: textIn(query, 'expression') }),
    ...(isGiven('label') && { Label: textIn(query, 'label') }),
    ...(stat !== null && { MetricStat: statOf(stat) }),
    ...(isGiven('period') && { Period: seconds(query, 'period') }),
    ...(isGiven('returnData') && { ReturnData: textIn(query, 'returnData') === 'true' }),
  };
}

function statOf(stat: JsonObject): JsonObject {
  const metric = objectIn(stat, 'metric');
  const [namespace, unit] = [textIn(metric, 'namespace'), textIn(stat, 'unit')];
  const dimensions = listIn(metric, 'dimensions').map((one) => ({ Name: textIn(one, 'name'), Value: textIn(one, 'value') }));
  return {
    Metric: { ...(namespace !== '' && { Namespace: namespace }), MetricName: textIn(metric, 'metricName'), ...(dimensions.length > 0 && { Dimensions: dimensions }) },
    Period: seconds(stat, 'period'),
    Stat: textIn(stat, 'stat'),
    ...(unit !== '' && { Unit: unit }),
  };
}

function seconds(settings: Json, field: string): number {
  const value = numberIn(settings, field);
  if (value === null) throw new PortError('invalid', 'A period of the cloudWatch metric is no number of seconds.');
  return value;
}
