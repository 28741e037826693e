import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sluice } from '../cli/in-process.ts';
import { rolloutText } from '../render/plans.ts';

const room = mkdtempSync(join(tmpdir(), 'sluice-synth-app-'));
afterAll(() => rmSync(room, { recursive: true }));

/** An app that writes one stack with a Rollout of the name that its context has; plain JavaScript, so that nothing is to be compiled. */
function app(name: string, settings: object = {}, ends = 0): string {
  const folder = join(room, name);
  mkdirSync(folder);
  const program = `
    const { mkdirSync, writeFileSync } = require('node:fs');
    const out = process.env.CDKTF_OUTDIR;
    console.log('the app speaks');
    writeFileSync('ran', '');
    if (${ends}) process.exit(${ends});
    const rollout = ${rolloutText({})};
    rollout.metadata.name = JSON.parse(process.env.CDKTF_CONTEXT_JSON).called ?? 'web';
    mkdirSync(out + '/stacks/one', { recursive: true });
    writeFileSync(out + '/manifest.json', JSON.stringify({ version: '0.21.0', stacks: { one: { synthesizedStackPath: 'stacks/one/cdk.tf.json' } } }));
    writeFileSync(out + '/stacks/one/cdk.tf.json', JSON.stringify({ terraform: {}, resource: { kubernetes_manifest: { rollout: { manifest: rollout } } } }));
  `;
  writeFileSync(join(folder, 'app.cjs'), program);
  writeFileSync(join(folder, 'cdktf.json'), JSON.stringify({ language: 'typescript', app: `"${process.execPath}" app.cjs`, ...settings }));
  return folder;
}

describe('--synth', () => {
  test('says what it runs, runs it and plans what it writes', async () => {
    const folder = app('plain');
    const { code, out, err } = await sluice(['plan', folder, '--synth']);
    expect(code).toBe(0);
    expect(err).toContain(`${join(folder, 'cdktf.json')}: running "${process.execPath}" app.cjs\nthe app speaks\n`);
    expect(out).toContain('+ Rollout web in default');
    expect(out).toContain('stacks/one/cdk.tf.json:1');
  });

  test('is never done by itself', async () => {
    const folder = app('quiet');
    await sluice(['plan', folder]);
    await sluice(['lint', folder]);
    await sluice(['plan', folder], { environment: { SLUICE_SYNTH: 'true' } });
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  test('gives the app its context and takes its output folder, by the file or by its folder', async () => {
    const folder = app('context', { output: 'written', context: { called: 'other' } });
    expect((await sluice(['plan', join(folder, 'cdktf.json'), '--synth'])).out).toContain('+ Rollout other in default');
    expect(existsSync(join(folder, 'written/manifest.json'))).toBe(true);
  });

  test('leaves out stacks that the app no longer has', async () => {
    const folder = app('left', { context: { called: 'now' } });
    mkdirSync(join(folder, 'cdktf.out/stacks/old'), { recursive: true });
    writeFileSync(join(folder, 'cdktf.out/stacks/old/cdk.tf.json'), JSON.stringify({ resource: { kubernetes_manifest: { a: { manifest: JSON.parse(rolloutText({ name: 'old' })) as object } } } }));
    const { out } = await sluice(['plan', folder, '--synth']);
    expect(out).toContain('Rollout now');
    expect(out).not.toContain('Rollout old');
  });

  test('works with lint, simulate and synth', async () => {
    const folder = app('others');
    expect((await sluice(['lint', folder, '--synth'])).code).toBe(0);
    expect((await sluice(['simulate', folder, '--synth'])).out).toContain('Rollout web');
    expect((await sluice(['synth', folder, '--synth', '--out', join(room, 'out')])).out).toContain('default_Rollout_web_1-');
  });

  test.each<readonly [string, () => string, RegExp]>([
    ['an app that fails', () => app('failing', {}, 3), /app\.cjs ended with exit code 3/],
    ['settings without an app', () => app('nameless', { app: '' }), /names no app/],
    ['no settings', () => room, /there is none in/],
  ])('ends with what is wrong: %s', async (_name, path, expected) => {
    const { code, out, err } = await sluice(['plan', path(), '--synth']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(expected);
  });
});
