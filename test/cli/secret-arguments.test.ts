import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '../fast-check.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startListener } from '../metrics/server.ts';
import { sluice } from './in-process.ts';

const home = process.cwd();
const room = mkdtempSync(join(tmpdir(), 'sluice-arguments-'));
beforeAll(() => process.chdir(room));
afterAll(() => {
  process.chdir(home);
  rmSync(room, { recursive: true, force: true });
});

/** A source that gives away what it was asked with. */
const answers = ['value', 'text', 'not JSON', 'status 500', 'redirect'] as const;

function manifests(url: string, token: string, image: string, steps: string): string {
  return `
apiVersion: v1
kind: Secret
metadata: { name: keys }
stringData: { token: ${JSON.stringify(token)} }
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: checks }
spec:
  args:
  - name: token
    valueFrom: { secretKeyRef: { name: keys, key: token } }
  metrics:
  - name: rate
    successCondition: result == 1
    consecutiveErrorLimit: 0
    provider:
      web:
        url: "${url}/rate?key={{args.token}}"
        headers: [{ key: Authorization, value: "Bearer {{args.token}}" }]
        jsonPath: "{$.value}"
  - name: job
    provider:
      job:
        spec:
          template:
            spec: { containers: [{ name: t, image: "t:1", args: ["--token={{args.token}}"] }] }
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "${image}" }] }
  strategy: { canary: { steps: [${steps}] } }
`;
}

/** Everything below a folder but the embedded cluster's file, which has the Secret as a cluster has it. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return name.startsWith('cluster.json') ? [] : [readFileSync(path, 'utf8')];
  });
}

test.each(answers)('a secret argument is in no output and no state when its source answers: %s', async (answer) => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[a-z]{12}$/), fc.constantFrom('{ setWeight: 50 }, { analysis: { templates: [{ templateName: checks }] } }', '{ experiment: { templates: [{ name: canary, specRef: canary }], analyses: [{ name: test, templateName: checks, requiredForCompletion: true }] } }'), async (letters, steps) => {
      const token = `zz/${letters}+x`;
      const asked: string[] = [];
      const server = await startListener((request, response) => {
        const seen = `${request.url ?? ''} ${request.headers.authorization ?? ''}`;
        asked.push(seen);
        if (answer === 'redirect') response.writeHead(302, { location: `http://127.0.0.1:1/${token}` }).end();
        else if (answer === 'status 500') response.writeHead(500).end(seen);
        else response.end(answer === 'value' ? '{"value": 1}' : answer === 'text' ? JSON.stringify({ value: seen }) : `not JSON: ${seen}`);
      });
      try {
        rmSync('.sluice', { recursive: true, force: true });
        const onEmbedded = ['--cluster', 'embedded', '--auto-approve', '--speed', '1000'];
        writeFileSync('web.yaml', manifests(server.url, token, 'web:1', steps));
        await sluice(['apply', 'web.yaml', ...onEmbedded]);
        writeFileSync('web.yaml', manifests(server.url, token, 'web:2', steps));
        const ran = [];
        for (const form of ['text', 'json', 'markdown', 'yaml']) ran.push(await sluice(['plan', 'web.yaml', '--cluster', 'embedded', '-o', form]));
        ran.push(await sluice(['apply', 'web.yaml', ...onEmbedded, '-o', 'json']));
        for (const form of ['text', 'json']) ran.push(await sluice(['status', 'web', '-o', form]));
        ran.push(await sluice(['history', 'web']), await sluice(['state', 'show', 'web']));
        // As in the reference, a text that is no JSON counts as a success. It was measured, with the secret, and the outputs say how that ended.
        const isGood = answer === 'value' || answer === 'not JSON';
        expect(asked.length).toBeGreaterThan(0);
        expect(asked[0]).toContain(`Bearer ${token}`);
        expect(ran[4]?.out).toContain(isGood ? '"Healthy"' : '"Degraded"');
        for (const text of [...ran.flatMap(({ out, err }) => [out, err]), ...filesBelow('.sluice')]) {
          for (const form of [token, letters, encodeURIComponent(token), Buffer.from(token).toString('base64')]) expect(text).not.toContain(form);
        }
      } finally {
        await server.close();
      }
    }),
    { numRuns: 2 },
  );
});
