import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/render/index.ts';
import { code, escaped, fence } from '../../src/render/markdown-text.ts';
import { nasty, plans } from './arbitrary.ts';
import { planOf, rolloutText } from './plans.ts';

const limit = 65_536;

/** The text without its fenced blocks, of which a fence of more backticks than any inside is the only end. */
function withoutFences(markdown: string): string {
  const kept: string[] = [];
  let open: string | null = null;
  for (const line of markdown.split('\n')) {
    const ticks = /^`{3,}/.exec(line)?.[0];
    if (open === null && ticks !== undefined) open = ticks;
    else if (open !== null) open = line === open ? null : open;
    else kept.push(line);
  }
  return kept.join('\n');
}

const ownTags = /<\/?(?:details|summary|code)>|<br>/g;

describe('a plan in Markdown', () => {
  test('holds no HTML, link, image or mention of a manifest', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const text = withoutFences(renderMarkdown(plan)).replaceAll(ownTags, '');
        expect(text).not.toMatch(/[<>@[\]]|:\/\/|www\./i);
      }),
      { numRuns: 60 },
    );
  });

  test('opens and closes its tags in pairs', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const text = withoutFences(renderMarkdown(plan));
        for (const tag of ['details', 'summary', 'code']) expect(text.split(`<${tag}>`).length).toBe(text.split(`</${tag}>`).length);
      }),
      { numRuns: 30 },
    );
  });

  test('has rows of as many cells as the table has columns', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const rows = withoutFences(renderMarkdown(plan)).split('\n').filter((line) => line.startsWith('|'));
        expect(new Set(rows.map((row) => row.split('|').length)).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });

  test('is never too long, and says what it leaves out', () => {
    const steps = Array.from({ length: 120 }, (_, index) => [{ setWeight: Math.floor(index / 2) }, { pause: {} }]).flat();
    const labels = { note: 'n'.repeat(2_000) };
    const long = renderMarkdown(planOf({ 'a.yaml': rolloutText({ image: 'b', steps, labels, replicas: 100 }) }, { before: { 'a.yaml': rolloutText({ replicas: 100 }) }, alternatives: false }));
    expect(long.length).toBeLessThanOrEqual(limit);
    expect(long).toMatch(/\*\*Left out to stay within 65,536 characters \(stages: \d+\)\.\*\*/);
  });

  test.each([1, 30, 100])('of %i programs with long texts is never too long', (count) => {
    const many = (image: string) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.yaml`, rolloutText({ name: `web-${index}-${'x'.repeat(150)}`, image, labels: { a: '`'.repeat(3_000) } })]));
    const config = (text: string): string => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { text: `${text}\n`.repeat(40_000) } });
    const plan = planOf({ ...many('b'), 'settings.yaml': config('<b>') }, { before: { ...many('a'), 'settings.yaml': config('`') } });
    expect(renderMarkdown(plan).length).toBeLessThanOrEqual(limit);
  });
});

describe('text from a manifest', () => {
  const cases = [
    ['web:1.0', '`web:1.0`'],
    ['<b>', '<code>&#60;b&#62;</code>'],
    ['a|b', '<code>a&#124;b</code>'],
    ['a`b', '<code>a&#96;b</code>'],
    ['@octocat', '<code>&#64;octocat</code>'],
    ['https://a.example', '<code>https&#58;//a.example</code>'],
    ['www.a.example', '<code>www&#46;a.example</code>'],
    ['one\ntwo', '`one two`'],
    [' x', '<code> x</code>'],
    ['', ''],
  ] as const;
  test.each(cases)('%j becomes %s', (text, shown) => {
    expect(code(text)).toBe(shown);
  });

  test('never ends the fence around it', () => {
    fc.assert(
      fc.property(fc.array(nasty), (lines) => {
        expect(withoutFences(fence('diff', lines))).toBe('');
      }),
    );
  });

  test('in prose has no sign left that Markdown or HTML would read', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(escaped(text).replaceAll(/&#\d+;/g, '')).not.toMatch(/[&<>"'`|*_~[\]{}\\@#!$^\n]/);
      }),
    );
  });
});
