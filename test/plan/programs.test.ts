import { fc } from '../fast-check.ts';
import { describe, expect, it } from 'vitest';
import { assess } from '../../src/metrics/index.ts';
import { programId, type RestState } from '../../src/model/index.ts';
import { buildPlan, isTarget, restState } from '../../src/plan/index.ts';
import { fieldChanges } from '../../src/plan/field-changes.ts';
import { Story, type ReadySeconds } from '../rollout/story.ts';
import { objectsOf, programOf, readObjects, type Written } from '../rollout/written.ts';
import { planned, rolloutsOf } from './check.ts';

const web: Written = { replicas: 4, steps: ['setWeight 25', 'pause', 'setWeight 50', 'pause 30s'] };

describe('--target', () => {
  const id = programId({ kind: 'Rollout', namespace: 'default', name: 'web' });
  it.each([
    [[], true],
    [['web'], true],
    [['Rollout/web'], true],
    [['default/Rollout/web'], true],
    [['shop', 'web'], true],
    [['eb'], false],
    [['shop'], false],
    [['Workflow/web'], false],
    [['other/Rollout/web'], false],
    [['default'], false],
  ])('%j: %j', (targets, expected) => {
    expect(isTarget(id, targets)).toBe(expected);
  });

  it('plans the named programs only', () => {
    const beside = { to: objectsOf({ ...web, name: 'shop' }) };
    const names = (targets: readonly string[]): readonly string[] => rolloutsOf(planned({ to: web, beside, targets })).map(({ id: found }) => found);
    expect(names([])).toEqual(['default/Rollout/shop', 'default/Rollout/web']);
    expect(names(['web'])).toEqual(['default/Rollout/web']);
    expect(names(['nothing'])).toEqual([]);
  });
});

it('a rollout that is gone from the manifests is deleted', () => {
  const plan = planned({ from: web, beside: { from: objectsOf({ ...web, name: 'shop' }) }, to: web });
  expect(rolloutsOf(plan).map(({ id, action }) => `${action} ${id}`)).toEqual(['none default/Rollout/web', 'delete default/Rollout/shop']);
});

it('a key may be called as what every object has', () => {
  expect(fieldChanges({ data: {} }, { data: { toString: '1' } })).toEqual([{ path: ['data', 'toString'], before: null, after: '1' }]);
});

describe('a plan on a cluster', () => {
  const planOn = (story: Story, to: Written) => {
    const { program, memory, cluster } = story;
    const plan = buildPlan({
      wanted: readObjects(objectsOf(to)),
      before: { kind: 'cluster', title: 'a cluster', uid: 'c1', cluster, live: new Map([[programId(program), { program, memory }]]) },
      assess,
      alternatives: true,
      version: '0.0.0',
      diagnostics: [],
    });
    return rolloutsOf(plan)[0];
  };

  it('of what runs already is none', () => {
    expect(planOn(new Story(web), web)).toMatchObject({ action: 'none', stages: [] });
  });

  it('leaves the cluster as it is', () => {
    const story = new Story(web);
    const before = JSON.stringify(story.cluster.snapshot());
    planOn(story, { ...web, image: 'web:2' });
    expect(JSON.stringify(story.cluster.snapshot())).toBe(before);
  });

  it('midway begins where the update stands', () => {
    const story = new Story(web);
    story.ask({ do: 'image', container: 'web', image: 'web:2' });
    story.runUntil(0, () => undefined);
    expect(planOn(story, { ...web, image: 'web:2' })?.stages.map(({ title, startsAt }) => `${title} at ${startsAt}`)).toEqual([
      'setWeight 50, pause 30 s at 0',
      'promoted at 30',
    ]);
  });
});

describe('what is planned is what happens', () => {
  const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 100 }).map((weight) => `setWeight ${weight}`), fc.constantFrom('pause', 'pause 10s')), { maxLength: 6 });
  const rollouts: fc.Arbitrary<Written> = fc.record({ replicas: fc.integer({ min: 0, max: 10 }), surge: fc.integer({ min: 1, max: 3 }), unavailable: fc.integer({ min: 0, max: 3 }), steps, services: fc.boolean() });

  it('rest by rest, when someone promotes at each pause', () => {
    fc.assert(
      fc.property(rollouts, fc.constantFrom<ReadySeconds>([0], [7]), (written, ready) => {
        const to = { ...written, image: 'web:2' };
        const origin = { file: 's', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } };
        const pods = [{ rollout: 'web', set: 'canary' as const, ready: { afterSeconds: Number(ready[0]) }, origin }];
        const rests = rolloutsOf(planned({ from: written, to, scenario: { pods } }))[0]?.rests ?? [];
        expect(lived(written, programOf(to).spec.template.hash, { 'web:2': ready })).toEqual(distinct(rests));
      }),
    );
  });

  function lived(written: Written, hash: string, ready: Readonly<Record<string, ReadySeconds>>): readonly RestState[] {
    const story = new Story(written, ready);
    story.ask({ do: 'image', container: 'web', image: 'web:2' });
    const rests: RestState[] = [];
    for (;;) {
      story.runUntil(Infinity, ({ world, decision }) => {
        const gate = decision.outcome !== null || decision.waits.some(({ kind }) => kind === 'timer' || kind === 'approval');
        if (gate) rests.push(restState({ world, memory: decision.memory }));
      });
      if (story.memory.stableHash === hash || story.ask({ do: 'promote' }) !== null) return distinct(rests);
    }
  }

  function distinct(rests: readonly RestState[]): readonly RestState[] {
    return rests.filter((rest, index) => JSON.stringify(rest) !== JSON.stringify(rests[index - 1]));
  }
});
