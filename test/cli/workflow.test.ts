import { writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
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

describe('resubmit --memoized', () => {
  test('takes over what succeeded, with what it made, and runs the rest', async () => {
    writeFileSync('w.yaml', stepsText('w', ['gen', 'bad', 'last'], { templates: '- {name: bad, retryStrategy: {limit: 0}, container: {image: "busybox:local", command: [bad, "{{=1}}"]}}', spec: 'onExit: last' }));
    writeFileSync('bad.yaml', 'steps: [{template: bad, exitCode: [1, 0]}]\n');
    expect((await apply('w.yaml', '--scenario', 'bad.yaml')).code).toBe(4);
    const { code, out } = await sluice(['resubmit', 'w', '--memoized', ...fast]);
    const name = /Workflow\/(w-[a-z0-9]{5}) is begun/.exec(out)?.[1] ?? '';
    expect([code, name]).toEqual([0, expect.stringMatching(/^w-/) as string]);
    const made = (await objectsThere('Pod')).map(({ metadata }) => metadata.annotations?.['workflows.argoproj.io/node-name'] ?? '').filter((node) => node.startsWith(name));
    expect(made).toEqual([`${name}[1].bad(0)`, `${name}[2].last`, `${name}.onExit`]);
    expect((await sluice(['status', name])).out).toMatch(/gen .*original pod: w-\d+/);
  });

  test('is for what has failed', async () => {
    workflow('w');
    await apply('w.yaml');
    expect(await sluice(['resubmit', 'w', '--memoized', ...fast])).toMatchObject({ code: 1, err: expect.stringContaining('the Workflow has not failed: it is Succeeded') as string });
  });
});

describe('a workflow template', () => {
  beforeEach(async () => {
    writeFileSync(
      't.yaml',
      `apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: build}
spec:
  entrypoint: main
  arguments: {parameters: [{name: who, value: nobody}]}
  templates:
    - {name: main, inputs: {parameters: [{name: who}]}, container: {image: busybox, command: [echo], args: ["{{inputs.parameters.who}}"]}}
    - {name: other, container: {image: busybox, command: [other]}}
`,
    );
    workflow('w');
    expect((await apply('t.yaml', 'w.yaml')).code).toBe(0);
  });
  const ran = async (...args: readonly string[]): Promise<readonly [number, unknown]> => {
    const { code, out } = await sluice(['submit', ...args, ...fast]);
    const name = /Workflow\/(build-[a-z0-9]{5}) is begun/.exec(out)?.[1];
    const pod = (await objectsThere('Pod')).find(({ metadata }) => metadata.name === name);
    const [main] = (pod?.spec?.['containers'] ?? []) as readonly { readonly command: readonly string[]; readonly args?: readonly string[] }[];
    return [code, [...(main?.command ?? []), ...(main?.args ?? [])].join(' ')];
  };

  test.each([[['build']], [['workflowtemplate/build']], [['--from', 'workflowtemplate/build']]])('is run by its name: %j', async (args) => {
    expect(await ran(...args, '-p', 'who=eve')).toEqual([0, 'echo eve']);
  });

  test('begins with another of its templates', async () => {
    expect(await ran('build', '--entrypoint', 'other')).toEqual([0, 'other']);
    expect(await sluice(['submit', 'build', '--entrypoint', 'othr'])).toMatchObject({ code: 1, err: expect.stringContaining('Did you mean other?') as string });
  });

  test('is to be named', async () => {
    expect(await sluice(['submit'])).toMatchObject({ code: 1, err: expect.stringContaining('SLU513') as string });
    expect(await sluice(['submit', '--from', 'clusterworkflowtemplate/build'])).toMatchObject({ code: 1, err: expect.stringContaining('SLU522') as string });
  });
});

test('two Workflows whose names are generated behind one prefix are two', async () => {
  const text = (command: string): string => `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: w-}\nspec: {entrypoint: main, templates: [{name: main, container: {image: busybox, command: [${command}]}}]}\n`;
  writeFileSync('w.yaml', `${text('one')}---\n${text('two')}`);
  const plan = JSON.parse((await sluice(['plan', 'w.yaml', '-o', 'json'])).out) as { readonly programs: readonly { readonly id: string }[] };
  expect(plan.programs.map(({ id }) => id)).toEqual(['default/Workflow/w-', 'default/Workflow/w-(2)']);
  const { code } = await apply('w.yaml');
  expect(code).toBe(0);
  const pods = await objectsThere('Pod');
  expect(pods.map(({ spec }) => (spec?.['containers'] as readonly { readonly command: readonly string[] }[])[0]?.command[0]).toSorted()).toEqual(['one', 'two']);
  const { programs } = JSON.parse((await sluice(['status', '-o', 'json'])).out) as { readonly programs: readonly { readonly id: string }[] };
  expect(programs.map(({ id }) => /^default\/Workflow\/w-[a-z0-9]{5}$/.test(id))).toEqual([true, true]);
});

test('a template that nobody carries out is warned of by plan, and refused by apply and submit', async () => {
  writeFileSync('w.yaml', stepsText('w', ['call'], { templates: '- {name: call, http: {url: "http://localhost"}}' }));
  const planned = await sluice(['plan', 'w.yaml']);
  expect([planned.code, `${planned.out}${planned.err}`.includes('SLU444')]).toEqual([0, true]);
  expect(await apply('w.yaml')).toMatchObject({ code: 1, err: expect.stringContaining('SLU445') as string });
  expect(await sluice(['submit', 'w.yaml', ...fast])).toMatchObject({ code: 1, err: expect.stringContaining('SLU445') as string });
  expect((await sluice(['status'])).out).toContain('Nothing is run here');
});
