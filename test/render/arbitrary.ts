import { fc } from '../fast-check.ts';
import type { Plan } from '../../src/model/index.ts';
import { planOf, rolloutText } from './plans.ts';

/** Texts that try to be more than text, among ordinary ones. */
export const nasty = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('<script>alert(1)</script>', '</details>', '<img src=x onerror=y>', '| a | b |', '```\n# x', '`code`', '@octocat', 'https://evil.example', 'www.evil.example', '[a](b)', '![a](b)', '#1', '\u001b[31mred', '\u202edesrever', '表示幅の広い文字', '**', '&lt;', 'a\nb\nc', '- x', '1. x', '$(x)', '<!-- -->'),
);

const steps = fc.array(fc.oneof(fc.record({ setWeight: fc.integer({ min: 0, max: 100 }) }), fc.record({ pause: fc.oneof(fc.constant({}), fc.record({ duration: fc.integer({ min: 1, max: 600 }) })) })), { maxLength: 5 });

const words = fc.dictionary(fc.oneof(fc.constantFrom('role', 'example.com/note', 'team'), fc.string({ minLength: 1, maxLength: 20 })), nasty, { maxKeys: 3 });

const version = fc.record({ image: nasty, replicas: fc.integer({ min: 0, max: 6 }), steps, labels: words, annotations: words });

const settings = fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }), nasty, { maxKeys: 3 });

function files(given: Parameters<typeof rolloutText>[0], data: Readonly<Record<string, string>>) {
  return { 'web.yaml': rolloutText(given), 'settings.yaml': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data }) };
}

/** Plans of one Rollout and a ConfigMap, with texts from nasty users. */
export const plans: fc.Arbitrary<Plan> = fc
  .record({ old: fc.option(version), now: version, before: settings, after: settings, alternatives: fc.boolean() })
  .map(({ old, now, before, after, alternatives }) => planOf(files(now, after), { ...(old && { before: files(old, before) }), alternatives }));
