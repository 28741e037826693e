import { afterEach, describe, expect, test } from 'vitest';
import type { Ending } from '../../src/apply/index.ts';
import { stepsText } from './workflow-text.ts';
import { WorkflowRoom, type ApplyingWorkflows } from './workflow-room.ts';

const rooms: WorkflowRoom[] = [];
afterEach(() => {
  for (const room of rooms.splice(0)) room.leave();
});
function newRoom(): WorkflowRoom {
  const room = new WorkflowRoom();
  rooms.push(room);
  return room;
}

interface Want {
  readonly ends: Ending['kind'] | 'Succeeded' | 'Failed' | 'Error';
  /** Some of its nodes, without the Workflow's name. */
  readonly nodes?: Readonly<Record<string, string>>;
  readonly says?: string;
  readonly pods?: number;
}

/** Carries one Workflow `w` out, and holds what came of it against what is wanted. */
async function check(room: WorkflowRoom, text: string, applying: ApplyingWorkflows, want: Want): Promise<void> {
  const [[id, ending] = ['', undefined]] = await room.apply(text, applying);
  expect(id).toBe('default/Workflow/w');
  expect(ending?.kind === 'ended' ? ending.outcome : ending?.kind).toBe(want.ends);
  if (want.says !== undefined) expect(JSON.stringify(ending)).toContain(want.says);
  const nodes = await room.nodes('w');
  for (const [name, phase] of Object.entries(want.nodes ?? {})) expect([name, nodes[`w${name}`]]).toEqual([name, phase]);
  if (want.pods !== undefined) expect(await room.pods()).toHaveLength(want.pods);
}

const gate = (settings = '{}'): string => `- {name: gate, suspend: ${settings}}`;

describe('a Workflow is carried out on the embedded cluster', () => {
  test.each<readonly [string, string, ApplyingWorkflows, Want]>([
    ['steps in turn', stepsText('w', ['a', 'b']), {}, { ends: 'Succeeded', nodes: { '[0].a': 'Succeeded', '[1].b': 'Succeeded' }, pods: 2 }],
    ['a failed step', stepsText('w', ['a', 'b']), { scenario: 'steps: [{template: a, exitCode: 3}]' }, { ends: 'Failed', nodes: { '[0].a': 'Failed' }, pods: 1, says: 'child' }],
    [
      'an exit handler after a failure',
      stepsText('w', ['a'], { spec: 'onExit: tidy', templates: '- {name: tidy, container: {image: "busybox:local", command: [tidy]}}' }),
      { scenario: 'steps: [{template: a, exitCode: 3}]' },
      { ends: 'Failed', nodes: { '[0].a': 'Failed', '.onExit': 'Succeeded' }, pods: 2 },
    ],
    [
      'a retry that succeeds',
      stepsText('w', ['a'], { templates: '- {name: a, retryStrategy: {limit: 2}, container: {image: "busybox:local", command: [a]}}' }),
      { scenario: 'steps: [{template: a, exitCode: [1, 0]}]' },
      { ends: 'Succeeded', nodes: { '[0].a(0)': 'Failed', '[0].a(1)': 'Succeeded' }, pods: 2 },
    ],
    ['a deadline', stepsText('w', ['a'], { spec: 'activeDeadlineSeconds: 5' }), { scenario: 'steps: [{template: a, seconds: 60}]' }, { ends: 'Failed', nodes: { '[0].a': 'Failed' } }],
    ['a timed suspension', stepsText('w', ['gate', 'b'], { templates: gate('{duration: 1h}') }), {}, { ends: 'Succeeded', nodes: { '[0].gate': 'Succeeded' }, pods: 1 }],
    ['a suspension, and nobody', stepsText('w', ['gate', 'b'], { templates: gate() }), {}, { ends: 'left', nodes: { '[0].gate': 'Running' }, says: 'gate', pods: 0 }],
    ['a suspension that is passed', stepsText('w', ['gate', 'b'], { templates: gate() }), { approvePauses: true }, { ends: 'Succeeded', pods: 1 }],
    ['a stop', stepsText('w', ['a', 'b'], { spec: 'onExit: b' }), { scenario: 'steps: [{template: a, seconds: .inf}]', acts: { 'a Running': { do: 'stop' } } }, { ends: 'Failed', nodes: { '[0].a': 'Failed', '.onExit': 'Succeeded' }, says: "Stopped with strategy 'Stop'" }],
    ['a termination', stepsText('w', ['a', 'b'], { spec: 'onExit: b' }), { scenario: 'steps: [{template: a, seconds: .inf}]', acts: { 'a Running': { do: 'terminate' } } }, { ends: 'Failed', nodes: { '[0].a': 'Failed' }, says: 'Terminate' }],
    ['podGC on completion', stepsText('w', ['a', 'b'], { spec: 'podGC: {strategy: OnPodCompletion}' }), {}, { ends: 'Succeeded', pods: 0 }],
    ['podGC of what succeeded', stepsText('w', ['a', 'b'], { spec: 'podGC: {strategy: OnPodSuccess}' }), { scenario: 'steps: [{template: b, exitCode: 1}]' }, { ends: 'Failed', pods: 1 }],
    ['podGC at the end, later', stepsText('w', ['a', 'b'], { spec: 'podGC: {strategy: OnWorkflowCompletion, deleteDelayDuration: 30s}' }), {}, { ends: 'Succeeded', pods: 0 }],
    ['what never comes', stepsText('w', ['a'], { templates: '- {name: a, http: {url: "http://localhost"}}' }), {}, { ends: 'halted', says: 'http' }],
  ])('%s', async (_, text, applying, want) => check(newRoom(), text, applying, want));
});

describe('a Workflow that has ended', () => {
  const failing = { scenario: 'steps: [{template: b, exitCode: [1, 0]}]' };

  test('is not run again while its manifest stays', async () => {
    const room = newRoom();
    await check(room, stepsText('w', ['a']), {}, { ends: 'Succeeded' });
    const before = await room.run('w');
    await check(room, stepsText('w', ['a']), {}, { ends: 'Succeeded' });
    expect(await room.run('w')).toEqual(before);
  });

  test('is run anew when its manifest changes, and its old pods go first', async () => {
    const room = newRoom();
    await check(room, stepsText('w', ['a', 'b']), failing, { ends: 'Failed', pods: 2 });
    const old = (await room.pods()).map(({ metadata }) => metadata.uid);
    await check(room, stepsText('w', ['a', 'b', 'c']), {}, { ends: 'Succeeded', pods: 3 });
    expect((await room.pods()).filter(({ metadata }) => old.includes(metadata.uid))).toEqual([]);
  });

  test('goes on where it failed when it is retried', async () => {
    const room = newRoom();
    await check(room, stepsText('w', ['a', 'b', 'c']), failing, { ends: 'Failed', nodes: { '[1].b': 'Failed' } });
    const [kept] = await room.pods();
    await room.act('w', { do: 'retry' }, failing.scenario);
    expect(await room.nodes('w')).toMatchObject({ w: 'Succeeded', 'w[0].a': 'Succeeded', 'w[1].b': 'Succeeded', 'w[2].c': 'Succeeded' });
    expect((await room.pods())[0]?.metadata.uid).toBe(kept?.metadata.uid);
  });
});

test('a generated name is chosen once, and an unfinished run of the manifest goes on under it', async () => {
  const room = newRoom();
  const text = stepsText('w-', ['a', 'b']);
  const first = await room.apply(text, { stopAt: 4 });
  expect([...first.values()]).toEqual([{ kind: 'interrupted' }]);
  const second = await room.apply(text);
  expect([...second.keys()]).toEqual([...first.keys()]);
  expect([...second.values()]).toMatchObject([{ outcome: 'Succeeded' }]);
  const third = await room.apply(text);
  expect([...third.keys()]).not.toEqual([...first.keys()]);
});

test('several Workflows are carried out side by side, each after what it waits for', async () => {
  const room = newRoom();
  const named = (name: string, after: string): string => stepsText(name, ['a']).replace(`{name: ${name}}`, `{name: ${name}, annotations: {sluice.dev/depends-on: "${after}"}}`);
  const text = [stepsText('first', ['a']), named('second', 'first'), stepsText('broken', ['bad']), named('never', 'broken')].join('---\n');
  const endings = await room.apply(text, { scenario: 'steps: [{template: bad, exitCode: 1}]' });
  expect(Object.fromEntries([...endings].map(([id, ending]) => [id.split('/')[2], ending.kind === 'ended' ? ending.outcome : ending.kind]))).toEqual({ first: 'Succeeded', second: 'Succeeded', broken: 'Failed', never: 'skipped' });
});
