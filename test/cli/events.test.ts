import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ApplyEvent } from '../../src/apply/index.ts';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import { refOf } from '../../src/model/index.ts';
import { rolloutText } from '../apply/rollout-text.ts';
import { appliedFolder, onEmbedded, run, start } from './sluice-process.ts';

type Note = Extract<ApplyEvent, { kind: 'note' }>['note'];

/** Every kind, and the fields that it has; a kind that is forgotten here does not compile. */
const kinds: Readonly<Record<ApplyEvent['kind'], readonly string[]>> = {
  started: ['stages', 'reached'],
  recovered: ['text'],
  note: ['note'],
  waiting: ['for', 'until', 'text'],
  deviated: ['text'],
  ended: ['outcome', 'message'],
  left: ['step'],
  halted: ['text'],
  interrupted: [],
  skipped: ['because', 'waitsForIt'],
  failed: ['message'],
};
const notes: Readonly<Record<Note['kind'], readonly string[]>> = {
  write: ['why'],
  reached: ['stage', 'title', 'ordinal', 'of', 'phase'],
  measured: ['metric', 'run', 'value', 'verdict', 'measuredAt'],
  asked: ['action', 'who'],
  node: ['node', 'title', 'type', 'phase', 'message'],
  refused: ['reason'],
  'out-of-time': ['text'],
  replanned: ['because', 'stages'],
};

const document = readFileSync(join(import.meta.dirname, '../../docs/events.md'), 'utf8');

/** The rows of the table under a heading: the first cell, and the last. */
function rowsUnder(heading: string): ReadonlyMap<string, string> {
  const section = document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const cells = section.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split(' | '));
  return new Map(cells.map((row) => [(row[0] ?? '').replaceAll(/[|` ]/g, ''), row.at(-1) ?? '']));
}

type Written = ApplyEvent & { readonly formatVersion: string };

function events(text: string): readonly Written[] {
  return text.trim().split('\n').map((line) => JSON.parse(line) as Written);
}

describe('docs/events.md', () => {
  test.each([
    ['Kinds', kinds],
    ['Notes', notes],
  ])('has all of %s, with all their fields', (heading, known) => {
    const rows = rowsUnder(heading);
    expect([...rows.keys()].toSorted()).toEqual(Object.keys(known).toSorted());
    for (const [kind, fields] of Object.entries(known)) for (const field of fields) expect(rows.get(kind), `${kind}.${field}`).toContain(`\`${field}\``);
  });
});

const workflowText = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: hello}
spec:
  entrypoint: main
  templates: [{name: main, container: {image: busybox, command: [echo]}}]
`;

/** What is said by commands that do not bring a program to its end: left at a pause, stopped, halted, failed, and never begun because of that. */
async function otherEndings(): Promise<readonly string[]> {
  const held = await appliedFolder({ replicas: 2, steps: ['setWeight: 50', 'pause: {}'] });
  const left = await run(held, 'apply', 'v2.yaml', ...onEmbedded, '-o', 'json');
  const timed = await appliedFolder({ replicas: 2, steps: ['setWeight: 50', 'pause: {duration: 1h}'] });
  const stopped = start(timed, 'apply', 'v2.yaml', ...onEmbedded, '-o', 'json');
  await stopped.says('"for":"timer"');
  stopped.signal('SIGINT');
  const cluster = await openEmbeddedCluster(join(timed, '.sluice/cluster.json'));
  for (const set of (await cluster.model()).list('ReplicaSet', 'default')) await cluster.write({ verb: 'patch', ref: refOf(set), patch: { spec: { replicas: 7 } } });
  await cluster.close();
  const halted = await run(timed, 'promote', 'web', '-o', 'json');
  writeFileSync(join(held, 'late.yaml'), rolloutText({ name: 'late', image: 'late:1', replicas: 1, steps: [] }).replace('metadata:', 'metadata:\n  annotations: {sluice.dev/depends-on: web}'));
  const aborted = await run(held, 'abort', 'web', '-o', 'json');
  rmSync(join(held, '.sluice/cluster.json'));
  const late = await appliedFolder({ replicas: 2, steps: ['setWeight: 50'], deadlineSeconds: 30 });
  writeFileSync(join(late, 'v2.yaml'), readFileSync(join(late, 'v2.yaml'), 'utf8').replace('progressDeadlineSeconds: 30', 'progressDeadlineSeconds: 30\n  progressDeadlineAbort: true'));
  writeFileSync(join(late, 'never.yaml'), 'pods:\n- {rollout: web, set: canary, ready: never}\n');
  const outOfTime = await run(late, 'apply', 'v2.yaml', ...onEmbedded, '-o', 'json', '--speed', '60', '--scenario', 'never.yaml');
  const failed = await run(held, 'apply', 'v2.yaml', 'late.yaml', ...onEmbedded, '-o', 'json');
  expect([left.code, await stopped.ended, halted.code, aborted.code, outOfTime.code, failed.code]).toEqual([3, 3, 1, 4, 4, 1]);
  return [outOfTime.out, aborted.out, left.out, stopped.out(), halted.out, failed.out];
}

describe('-o json', () => {
  test('writes every kind of event, each on a line, with the documented fields and no others', async () => {
    const folder = await appliedFolder({ replicas: 2, steps: ['setWeight: 50', 'pause: {duration: 1h}'], deadlineSeconds: 60 });
    const first = start(folder, 'apply', 'v2.yaml', ...onEmbedded, '-o', 'json');
    await first.says('"for":"timer"');
    expect((await run(folder, 'retry', 'web')).code).toBe(1);
    first.signal('SIGKILL');
    await first.ended;
    writeFileSync(join(folder, 'never.yaml'), 'pods:\n- {rollout: web, set: canary, ready: never}\n');
    const second = start(folder, 'apply', 'v2.yaml', ...onEmbedded, '-o', 'json', '--speed', '60', '--scenario', 'never.yaml');
    await second.says('"for":"timer"');
    expect((await run(folder, 'promote', 'web')).code).toBe(0);
    expect(await second.ended).toBe(4);

    const example = join(import.meta.dirname, '../../examples/spark-canary');
    const measuring = ['-o', 'json', '--speed', '600', '--scenario', join(example, 'healthy.scenario.yaml')];
    await run(folder, 'apply', `${example}-previous`, ...onEmbedded, ...measuring);
    const third = await run(folder, 'apply', example, ...onEmbedded, ...measuring);
    expect(third.code).toBe(0);
    const status = JSON.parse((await run(folder, 'status', 'spark-app', '-o', 'json')).out) as { readonly programs: readonly { readonly analysis: readonly { readonly measurements: readonly object[] }[] }[] };
    expect(status.programs[0]?.analysis[0]?.measurements[0]).toEqual({ value: '99.2', phase: 'Successful', message: expect.any(String) as string, at: expect.any(Number) as number });
    writeFileSync(join(folder, 'hello.yaml'), workflowText);
    const workflow = await run(folder, 'apply', 'hello.yaml', ...onEmbedded, '-o', 'json');
    expect(workflow.code).toBe(0);
    const written = [first.out(), second.out(), third.out, workflow.out, ...(await otherEndings())].flatMap(events);
    const seen = new Set(written.map(({ kind }) => kind));
    const seenNotes = new Set<string>();
    for (const { formatVersion, at, program, kind, ...rest } of written) {
      expect([formatVersion, typeof at, program.split('/')[1]]).toEqual(['1.0', 'number', program.endsWith('/hello') ? 'Workflow' : 'Rollout']);
      expect(Object.keys(rest).toSorted()).toEqual([...kinds[kind]].toSorted());
      if (!('note' in rest)) continue;
      const { kind: noteKind, ...fields } = rest.note;
      seenNotes.add(noteKind);
      expect(Object.keys(fields).toSorted()).toEqual([...notes[noteKind]].toSorted());
    }
    expect([...seen].toSorted()).toEqual(Object.keys(kinds).toSorted());
    expect([...seenNotes].toSorted()).toEqual(Object.keys(notes).toSorted());
  });

  test('and for people the same in plain lines, each with the cluster\'s time and the time so far', async () => {
    const folder = await appliedFolder({ replicas: 2, steps: ['setWeight: 50', 'pause: {duration: 60s}'] });
    const { out } = await run(folder, 'apply', 'v2.yaml', ...onEmbedded, '--speed', '600');
    const lines = out.split('explain all.\n')[1]?.trim().split('\n') ?? [];
    expect(lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ +(\d+ min )?\d+ s {2}/, '').replaceAll(/web-\w+/g, 'SET'))).toEqual([
      'web: 2 stages to go',
      'web: create ReplicaSet SET',
      'web: scale SET from 0 to 1',
      'web: scale SET from 2 to 1',
      'web: stage 1 of 2 reached: setWeight 50, pause 1 min 0 s (Paused)',
      expect.stringMatching(/^web: waits: pause of step 2, .* s at most$/),
      'web: scale SET from 1 to 2',
      'web: scale SET from 1 to 0',
      'web: stage 2 of 2 reached: promoted (Healthy)',
      'web: Healthy',
    ]);
  });
});
