import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { sluice } from '../cli/in-process.ts';
import { useRoom } from '../cli/room.ts';
import { startListener, startServer, type LocalServer } from './server.ts';

useRoom();
let server: LocalServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const secret = 'tok3n-of-mine';

/** A canary whose background analysis asks a web metric with a secret token, and what it refers to. */
function web(version: number): string {
  const labels = { app: 'web' };
  const rollout = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: `web:${version}` }] } },
      strategy: { canary: { steps: [{ setWeight: 50 }, { pause: { duration: '1m' } }], analysis: { templates: [{ templateName: 'checks' }] } } },
    },
  };
  const provider = { web: { url: 'http://metrics.monitoring/{{args.token}}', headers: [{ key: 'X-Token', value: '{{args.token}}' }], jsonPath: '{$.rate}' } };
  const template = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name: 'checks' },
    spec: { args: [{ name: 'token', valueFrom: { secretKeyRef: { name: 'tokens', key: 'web' } } }], metrics: [{ name: 'rate', interval: '30s', count: 2, successCondition: 'result > 0.9', provider }] },
  };
  const tokens = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tokens' }, stringData: { web: secret } };
  return [tokens, template, rollout].map((object) => JSON.stringify(object)).join('\n---\n');
}

const quickly = ['--cluster', 'embedded', '--speed', '60', '--auto-approve'];

async function applied(version: number, url: string) {
  writeFileSync('web.yaml', web(version));
  return sluice(['apply', 'web.yaml', ...quickly, '--metric-address', `http://metrics.monitoring=${url}`]);
}

test('a metric is measured where its alias says, and its secret is in nothing that is kept or shown', async () => {
  server = await startServer([{ body: '{"rate":0.99}' }]);
  expect(await applied(1, server.url)).toMatchObject({ code: 0 });
  const { code, out, err } = await applied(2, server.url);
  expect(code, out + err).toBe(0);
  expect(server.sent.map(({ path, headers }) => [path, headers['x-token']])).toEqual([[`/${secret}`, secret], [`/${secret}`, secret]]);
  const shown = [out, err];
  for (const args of [['status'], ['status', '-o', 'json'], ['history', 'web'], ['plan', 'web.yaml', '--cluster', 'embedded', '-o', 'json']]) shown.push((await sluice(args)).out);
  const state = readdirSync('.sluice/state', { recursive: true, withFileTypes: true }).filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
  expect(state.length).toBeGreaterThan(0);
  for (const text of [...shown, ...state]) expect(text).not.toContain(secret);
});

test('a metric that fails aborts, and its message shows no secret', async () => {
  server = await startServer([{ status: 500, body: `no ${secret} here` }]);
  expect(await applied(1, server.url)).toMatchObject({ code: 0 });
  const { code, out, err } = await applied(2, server.url);
  expect(code, out + err).toBe(4);
  expect(out + err).toContain('answered 500: it failed. It says: no ***** here');
  expect(out + err + (await sluice(['status', '-o', 'json'])).out + (await sluice(['history', 'web'])).out).not.toContain(secret);
});

test('a metric that is not answered holds up no abort', async () => {
  let asked = (): void => {};
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  server = await startListener(() => asked());
  expect(await applied(1, server.url)).toMatchObject({ code: 0 });
  const running = applied(2, server.url);
  await isAsked;
  expect(await sluice(['abort', 'web'])).toMatchObject({ code: 0 });
  expect(await running).toMatchObject({ code: 4 });
  const status = (await sluice(['status', '-o', 'json'])).out;
  expect(status).not.toContain('was cancelled');
  expect(status).not.toContain('did not answer within');
});
