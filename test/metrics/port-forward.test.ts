import { connect as connectTo, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { aliasTrouble, type PortForwarder } from '../../src/metrics/index.ts';
import { PortError, readForwardedPort, type ForwardedPort } from '../../src/model/index.ts';
import { measured, measuredAt, type Case } from './check.ts';
import { selfSigned } from './self-signed.ts';
import { startListener, startServer, type Answer } from './server.ts';

const from = 'http://prometheus.monitoring:9090';
const aliases = { [from]: 'port-forward://monitoring/service/prometheus:9090', 'https://secure.monitoring': 'port-forward://monitoring/pod/secure-0:https' };
const through = ' (by port-forward to port 9090 of Service monitoring/prometheus)';
const one = { body: '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]}}' };

/** In place of a cluster's network, connections to a server of the test's own. */
function forwarding(port: number): { readonly asked: readonly ForwardedPort[]; readonly opened: readonly Socket[]; readonly forward: PortForwarder } {
  const asked: ForwardedPort[] = [];
  const opened: Socket[] = [];
  const forward: PortForwarder = (to) => {
    asked.push(to);
    const socket = connectTo(port, '127.0.0.1');
    opened.push(socket);
    return Promise.resolve(socket);
  };
  return { asked, opened, forward };
}

async function measuredThrough(answers: readonly Answer[], wanted: Case, tls?: { readonly key: string; readonly cert: string }) {
  const server = await startServer(answers, tls);
  const { asked, opened, forward } = forwarding(Number(new URL(server.url).port));
  const { verdict } = await measuredAt(server, { aliases, forward, ...wanted });
  await server.close();
  return { verdict, sent: server.sent, asked, opened };
}

const prometheus = { prometheus: { address: `${from}/base`, query: 'up' } };

describe('an alias that is a port-forward', () => {
  test('is a way: the request is as the metric has it', async () => {
    const { verdict, sent, asked, opened } = await measuredThrough([one], { provider: prometheus, success: 'result[0] == 1' });
    expect(verdict).toMatchObject({ phase: 'Successful', value: '[1]' });
    expect(sent.map(({ path, headers }) => [path, headers['host']])).toEqual([['/base/api/v1/query', 'prometheus.monitoring:9090']]);
    expect(asked).toEqual([{ namespace: 'monitoring', kind: 'Service', name: 'prometheus', port: '9090' }]);
    expect(opened.every(({ destroyed }) => destroyed)).toBe(true);
  });

  test('speaks TLS with whom the address names', async () => {
    const { verdict, asked } = await measuredThrough([{ body: '7' }], { provider: { web: { url: 'https://secure.monitoring/rate', insecure: true } }, success: 'result == 7' }, selfSigned());
    expect(verdict.phase, verdict.message).toBe('Successful');
    expect(asked).toEqual([{ namespace: 'monitoring', kind: 'Pod', name: 'secure-0', port: 'https' }]);
    const strict = await measuredThrough([{ body: '7' }], { provider: { web: { url: 'https://secure.monitoring/rate' } } }, selfSigned());
    expect(strict.verdict).toMatchObject({ phase: 'Error', message: expect.stringMatching(/^https:\/\/secure\.monitoring\/rate \(by port-forward to port https of Pod monitoring\/secure-0\) can't be asked: its certificate is signed/) as string });
  });

  test('is followed by redirects, and leaves no connection open', async () => {
    const { verdict, sent, opened } = await measuredThrough([{ status: 302, headers: { location: `${from}/other` }, body: '' }, { body: '1' }], { provider: { web: { url: `${from}/rate` } }, success: 'result == 1' });
    expect(verdict.phase, verdict.message).toBe('Successful');
    expect(sent.map(({ path }) => path)).toEqual(['/rate', '/other']);
    expect([opened.length, opened.every(({ destroyed }) => destroyed)]).toEqual([2, true]);
  });

  test('stands in messages', async () => {
    const { verdict } = await measuredThrough([{ status: 500, body: 'full' }], { provider: prometheus });
    expect(verdict).toMatchObject({ phase: 'Error', message: `${from}/base/api/v1/query${through} answered 500: it failed. It says: full` });
  });

  test('says what keeps it from being opened', async () => {
    const forward: PortForwarder = () => Promise.reject(new PortError('not-found', 'There is no Service monitoring/prometheus for the port-forward to lead to.'));
    const { verdict } = await measured({ provider: prometheus, aliases, forward });
    expect(verdict).toMatchObject({ phase: 'Error', message: 'There is no Service monitoring/prometheus for the port-forward to lead to.' });
  });

  test('wants a cluster', async () => {
    const { verdict } = await measured({ provider: prometheus, aliases });
    expect(verdict).toMatchObject({ phase: 'Error', message: expect.stringMatching(/^A port-forward to port 9090 of Service monitoring\/prometheus leads through a real cluster, and none is chosen\./) as string });
  });

  test('is held to the time of the metric, and what opens too late is closed', async () => {
    const listener = await startListener(() => undefined);
    const socket = connectTo(Number(new URL(listener.url).port), '127.0.0.1');
    let open = (): void => {};
    const forward: PortForwarder = () => new Promise((resolve) => (open = () => resolve(socket)));
    const { verdict } = await measured({ provider: { web: { url: from, timeoutSeconds: 1 } }, aliases, forward });
    expect(verdict).toMatchObject({ phase: 'Error', message: `${from}${through} did not answer within 1 s.` });
    open();
    await new Promise((resolve) => socket.once('close', resolve));
    await listener.close();
    expect(socket.destroyed).toBe(true);
  });
});

test.each([
  ['port-forward://monitoring/service/prometheus:9090', { namespace: 'monitoring', kind: 'Service', name: 'prometheus', port: '9090' }],
  ['port-forward://monitoring/pod/prometheus-0.a:web', { namespace: 'monitoring', kind: 'Pod', name: 'prometheus-0.a', port: 'web' }],
  ['port-forward://monitoring/deployment/prometheus:9090', null],
  ['port-forward://monitoring/service/prometheus', null],
  ['port-forward://monitoring/service/prometheus:70000', null],
  ['port-forward://monitoring/service/prometheus:0', null],
  ['port-forward://monitoring/service/prometheus:9090/base', null],
  ['port-forward://Monitoring/service/../prometheus:9090', null],
  ['port-forward:///service/prometheus:9090', null],
])('%s is read', (text, wanted) => {
  expect(readForwardedPort(text)).toEqual(wanted);
  const trouble = aliasTrouble(from, text);
  if (wanted === null) expect(trouble).toBe(`${text} is no port-forward. Write port-forward://NAMESPACE/service/NAME:PORT or port-forward://NAMESPACE/pod/NAME:PORT.`);
  else expect(trouble).toBe(null);
});

test('nothing is asked for at a port-forward that a metric names itself', () => {
  expect(aliasTrouble('port-forward://monitoring/service/prometheus:9090', from)).toMatch(/is no address of HTTP/);
});
