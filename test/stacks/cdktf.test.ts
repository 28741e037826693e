/**
 * cdktf's own command writes what `sluice synth` writes.
 *
 * SLUICE_TEST_CDKTF names its executable, such as node_modules/.bin/cdktf where cdktf-cli 0.21 is installed; it is 420 MB, so it is not among ours.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sluice } from '../cli/in-process.ts';

const cdktf = process.env['SLUICE_TEST_CDKTF'] ?? '';
const room = mkdtempSync(join(tmpdir(), 'sluice-cdktf-'));
afterAll(() => rmSync(room, { recursive: true }));
const root = join(import.meta.dirname, '../..');

test.runIf(cdktf === '')('is not tried: SLUICE_TEST_CDKTF names no cdktf', ({ skip }) => skip());

test.skipIf(cdktf === '')('cdktf synth writes the same', async () => {
  const args = [join(root, 'examples/spark-canary'), '--from', join(root, 'examples/spark-canary-previous')];
  expect(await sluice(['synth', ...args, '--out', join(room, 'own')])).toMatchObject({ code: 0 });
  writeFileSync(join(room, 'plan.json'), (await sluice(['plan', ...args, '-o', 'json'])).out);
  execFileSync(cdktf, ['synth', '--output', join(room, 'cdktf')], { cwd: root, env: { ...process.env, SLUICE_PLAN: join(room, 'plan.json'), CHECKPOINT_DISABLE: '1', CI: '1' }, stdio: 'pipe' });
  const stacks = readdirSync(join(room, 'own/stacks'));
  expect(readdirSync(join(room, 'cdktf/stacks'))).toEqual(stacks);
  for (const id of stacks) expect(readFileSync(join(room, 'cdktf/stacks', id, 'cdk.tf.json'), 'utf8')).toBe(readFileSync(join(room, 'own/stacks', id, 'cdk.tf.json'), 'utf8'));
}, 300_000);
