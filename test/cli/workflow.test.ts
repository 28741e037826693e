import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sluice, type Ran } from './in-process.ts';
import type { NodeTree } from '../../src/model/index.ts';
import { stepsText } from '../apply/workflow-text.ts';
import { objectsThere, useRoom } from './room.ts';

useRoom();

const fast = ['--speed', '1000'];

function workflow(name: string, spec = ''): void {
  writeFileSync(
    'w.yaml',
    `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: ${name.endsWith('-') ? `{generateName: ${name}}` : `{name: ${name}}`}
spec:
  entrypoint: main
${spec}
  templates: [{name: main, container: {image: busybox, command: [echo], args: [hello]}}]
`,
  );
}

function apply(...args: readonly string[]): Promise<Ran> {
  return sluice(['apply', '--cluster', 'embedded', ...fast, '--auto-approve', ...args]);
}

describe('apply', () => {
  test('carries a Workflow out, and the same manifest has nothing more to do', async () => {
    workflow('w');
    const ran = await apply('w.yaml');
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toContain('w Succeeded');
    expect((await apply('w.yaml')).out).toContain('No changes');
  });

  test('ends with 4 when one fails, and retry runs what failed again', async () => {
    workflow('w');
    writeFileSync('bad.yaml', 'steps: [{template: main, exitCode: [1, 0]}]\n');
    expect((await apply('w.yaml', '--scenario', 'bad.yaml')).code).toBe(4);
    expect((await sluice(['status'])).code).toBe(4);
    const again = await sluice(['retry', 'w', ...fast]);
    expect([again.code, again.err]).toEqual([0, '']);
    expect((await sluice(['history', 'w'])).out).toMatch(/w Failed[^]*retry by[^]*w Succeeded/);
  });
});

describe('status', () => {
  test('shows the tree of nodes with their pods', async () => {
    workflow('w');
    await apply('w.yaml');
    const { code, out } = await sluice(['status', 'w']);
    expect(code).toBe(0);
    expect(out).toMatch(/STEP +TEMPLATE +PODNAME +DURATION +MESSAGE/);
    expect(out).toMatch(/✔ w +main +w +/);
    const { programs } = JSON.parse((await sluice(['status', 'w', '-o', 'json'])).out) as { readonly programs: readonly { readonly phase: string }[] };
    expect(programs.map(({ phase }) => phase)).toEqual(['Succeeded']);
  });
});

describe('submit', () => {
  test('runs a Workflow under a generated name, each time another', async () => {
    workflow('w-');
    const names = [await sluice(['submit', 'w.yaml', ...fast]), await sluice(['submit', 'w.yaml', ...fast])].map(({ code, out }) => [code, /default\/Workflow\/(w-[a-z0-9]{5}) is begun/.exec(out)?.[1]]);
    expect(names.map(([code]) => code)).toEqual([0, 0]);
    expect(new Set(names.map(([, name]) => name)).size).toBe(2);
  });

  test('gives arguments values, and they are shown', async () => {
    workflow('w');
    writeFileSync('values.yaml', 'who: bob\nmany: [1, 2]\n');
    expect((await sluice(['submit', 'w.yaml', ...fast, '--parameter-file', 'values.yaml', '-p', 'who=eve', '--wait'])).out).toContain('w: Succeeded');
    const { out } = await sluice(['status', 'w']);
    expect(out).toMatch(/Parameter who +eve/);
    expect(out).toMatch(/Parameter many +\[1,2\]/);
  });

  test('refuses what is no NAME=VALUE', async () => {
    workflow('w');
    expect(await sluice(['submit', 'w.yaml', '-p', 'who'])).toMatchObject({ code: 1, err: expect.stringContaining('SLU512') as string });
  });

  test('says which template there is none of', async () => {
    workflow('w');
    expect(await sluice(['submit', 'nothing'])).toMatchObject({ code: 1, err: expect.stringContaining('SLU522') as string });
  });

  test('shows the tree as it goes', async () => {
    workflow('w');
    const { code, out } = await sluice(['submit', 'w.yaml', ...fast, '--watch']);
    expect([code, out.includes('✔ w')]).toEqual([0, true]);
  });
});

describe('a Workflow that has ended', () => {
  test('is resubmitted under a name of its own', async () => {
    workflow('w');
    await apply('w.yaml');
    const { code, out } = await sluice(['resubmit', 'w', ...fast]);
    expect([code, /default\/Workflow\/w-[a-z0-9]{5} is begun/.test(out)]).toEqual([0, true]);
  });

  test.each([['stop'], ['terminate'], ['suspend'], ['resume']])('takes no %s any more', async (verb) => {
    workflow('w');
    await apply('w.yaml');
    expect(await sluice([verb, 'w'])).toMatchObject({ code: 1, err: expect.stringContaining('the Workflow has ended') as string });
  });

  test('shows what its pods wrote', async () => {
    workflow('w');
    await apply('w.yaml');
    expect((await sluice(['logs', 'w'])).code).toBe(0);
    expect((await sluice(['logs', 'w', 'nothing'])).code).toBe(1);
  });

  test('is destroyed with its pods', async () => {
    workflow('w');
    await apply('w.yaml');
    const { code, out } = await sluice(['destroy', 'w', '--auto-approve']);
    expect([code, out.includes('- Pod w')]).toEqual([0, true]);
    expect((await sluice(['status'])).out).toContain('Nothing is run here');
  });

  test('is forgotten when its time is over', async () => {
    workflow('w', '  ttlStrategy: {secondsAfterCompletion: 0}');
    await apply('w.yaml');
    workflow('other');
    await apply('w.yaml');
    expect((await sluice(['status'])).out).not.toContain('default/Workflow/w\n');
  });

  test('is no Rollout', async () => {
    workflow('w');
    await apply('w.yaml');
    expect(await sluice(['promote', 'w'])).toMatchObject({ code: 1, err: expect.stringContaining('sluice resume') as string });
  });
});

describe('a suspended Workflow', () => {
  const gate = (supplied: string): void =>
    writeFileSync(
      'w.yaml',
      `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  entrypoint: main
  templates:
    - name: main
      steps: [[{name: gate, template: gate}], [{name: after, template: after, arguments: {parameters: [{name: d, value: "{{steps.gate.outputs.parameters.decision}}"}]}}]]
    - {name: gate, suspend: {}, outputs: {parameters: [{name: decision, valueFrom: ${supplied}}]}}
    - {name: after, inputs: {parameters: [{name: d}]}, container: {image: busybox, command: [echo, "{{inputs.parameters.d}}"]}}
`,
    );
  const decision = async (): Promise<unknown> => {
    const { programs } = JSON.parse((await sluice(['status', 'w', '-o', 'json'])).out) as { readonly programs: readonly { readonly trees: readonly NodeTree[] }[] };
    return programs[0]?.trees[0]?.children.flatMap(({ children }) => children).find(({ displayName }) => displayName === 'gate')?.outputs;
  };

  test('lacks an output until someone sets it', async () => {
    gate('{supplied: {}}');
    expect((await sluice(['submit', 'w.yaml', ...fast])).code).toBe(3);
    expect((await sluice(['status', 'w'])).out).toContain('lacks its outputs decision');
    expect(await sluice(['resume', 'w', ...fast])).toMatchObject({ code: 1, err: expect.stringContaining('the output decision has no value: set it first') as string });
    expect(await sluice(['set', 'w', 'gate', 'other=yes'])).toMatchObject({ code: 1, err: expect.stringContaining('has no output other') as string });
    expect(await sluice(['set', 'w', 'gate', 'decision'])).toMatchObject({ code: 1, err: expect.stringContaining('SLU512') as string });
    expect(await sluice(['set', 'w', 'after', 'decision=yes'])).toMatchObject({ code: 1, err: expect.stringContaining('after is not suspended') as string });
    expect((await sluice(['set', 'w', 'gate', 'decision=a=b'])).code).toBe(0);
    expect((await sluice(['resume', 'w', '--node', 'gate', ...fast])).code).toBe(0);
    expect(await decision()).toEqual([{ name: 'decision', value: 'a=b' }]);
  });

  test('takes the default where nothing is set', async () => {
    gate('{supplied: {}, default: "no"}');
    await sluice(['submit', 'w.yaml', ...fast]);
    expect((await sluice(['resume', 'w', ...fast])).code).toBe(0);
    expect(await decision()).toEqual([{ name: 'decision', value: 'no' }]);
  });

  test('stays where it is when it is suspended as a whole, too', async () => {
    gate('{supplied: {}, default: "no"}');
    await sluice(['submit', 'w.yaml', ...fast]);
    expect((await sluice(['suspend', 'w'])).code).toBe(0);
    expect(await sluice(['suspend', 'w'])).toMatchObject({ code: 1, err: expect.stringContaining('suspended already') as string });
    // The gate alone does not let it go on.
    expect((await sluice(['resume', 'w', '--node', 'gate', ...fast])).code).toBe(3);
    expect((await sluice(['status', 'w'])).out).toContain('the Workflow is suspended');
    expect((await sluice(['resume', 'w', ...fast])).code).toBe(0);
  });
});

describe('retry --restart-successful', () => {
  test('runs again what a selector means, and all behind it', async () => {
    writeFileSync('w.yaml', stepsText('w', ['a', 'b', 'c']));
    expect((await apply('w.yaml')).code).toBe(0);
    expect(await sluice(['retry', 'w', ...fast])).toMatchObject({ code: 1, err: expect.stringContaining('--restart-successful') as string });
    expect(await sluice(['retry', 'w', '--restart-successful', '--node-field-selector', 'displayName=z', ...fast])).toMatchObject({ code: 1, err: expect.stringContaining('no node is meant by displayName=z') as string });
    const before = new Map((await objectsThere('Pod')).map(({ metadata }) => [metadata.name, metadata.uid]));
    expect((await sluice(['retry', 'w', '--restart-successful', '--node-field-selector', 'displayName=b', ...fast])).code).toBe(0);
    const again = (await objectsThere('Pod')).filter(({ metadata }) => before.get(metadata.name) !== metadata.uid).map(({ metadata }) => metadata.annotations?.['workflows.argoproj.io/node-name']);
    expect(again).toEqual(['w[1].b', 'w[2].c']);
  });
});
