import { describe, expect, it } from 'vitest';
import { fc } from '../fast-check.ts';
import { type Diagnostic, displayWidth, renderDiagnostic, type Span } from '../../src/diagnostic/index.ts';

const ESC = '\u001b';

/** Marks the first `marked` in the text and compares the rendered whole with what a person would read. */
function check(name: string, test: { text: string; marked: string; detail?: string; width?: number; color?: boolean; related?: string; reads: string }): void {
  it(name, () => {
    const { text, marked, detail = '', width, color, related, reads } = test;
    const diagnostic: Diagnostic = {
      code: 'SLU214',
      severity: 'error',
      summary: 'route sends traffic to another Service',
      detail,
      span: spanOf(text, marked),
      ...(related === undefined ? {} : { related: [{ message: 'the Service is here', span: spanOf(text, related) }] }),
    };
    const rendered = renderDiagnostic(diagnostic, () => text, { ...(width === undefined ? {} : { width }), ...(color === undefined ? {} : { color }) });
    expect(rendered).toBe(reads.replace(/^\n/, '').replace(/\n *$/, ''));
  });
}

function spanOf(text: string, marked: string): Span {
  const start = text.indexOf(marked);
  return { file: 'web.yaml', start: positionAt(text, start), end: positionAt(text, start + marked.length) };
}

function positionAt(text: string, offset: number) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1, offset };
}

describe('renderDiagnostic', () => {
  check('marks the span and wraps the detail', {
    text: 'spec:\n  backend:\n    name: web-old # here\n',
    marked: 'web-old',
    width: 60,
    detail: 'The Ingress sends / to the Service web-old, so no canary pod would be reached.\n\nPoint it at web-stable.',
    reads: `
web.yaml:3:11 error SLU214 route sends traffic to another Service
    3 |     name: web-old # here
      |           ^^^^^^^
  The Ingress sends / to the Service web-old, so no canary
  pod would be reached.

  Point it at web-stable.
`,
  });

  check('counts wide and combining characters as a terminal does', {
    text: '名前: e\u0301あ x # 🚀\n',
    marked: 'あ',
    reads: `
web.yaml:1:7 error SLU214 route sends traffic to another Service
    1 | 名前: e\u0301あ x # 🚀
      |        ^^
`,
  });

  check('shows a tab as four spaces, in the line and above the caret', {
    text: '\tname:\tweb\n',
    marked: 'web',
    reads: `
web.yaml:1:8 error SLU214 route sends traffic to another Service
    1 |     name:    web
      |              ^^^
`,
  });

  check('marks an empty span, here at the end of a line, once', {
    text: 'name:\r\nnext\r\n',
    marked: '\r\n',
    reads: `
web.yaml:1:6 error SLU214 route sends traffic to another Service
    1 | name:
      |      ^
`,
  });

  check('marks a span over several lines to the end of the first', {
    text: 'a:\n  b: 1\n  c: 2\n',
    marked: 'b: 1\n  c: 2',
    reads: `
web.yaml:2:3 error SLU214 route sends traffic to another Service
    2 |   b: 1
      |   ^^^^
`,
  });

  check('cuts a long line around the span', {
    text: `{"a": "${'x'.repeat(500)}", "weight": 150, "b": "${'y'.repeat(500)}"}`,
    marked: '150',
    width: 60,
    reads: `
web.yaml:1:521 error SLU214 route sends traffic to another Service
    1 | …xxxxxxxxxx", "weight": 150, "b": "yyyyyyyyyyyyyyyy…
      |                         ^^^
`,
  });

  check('cuts a span longer than the line', {
    text: `a: ${'x'.repeat(100)}`,
    marked: 'x'.repeat(100),
    width: 40,
    reads: `
web.yaml:1:4 error SLU214 route sends traffic to another Service
    1 | a: xxxxxxxxxxxxxxxxxxxxx…
      |    ^^^^^^^^^^^^^^^^^^^^^^
`,
  });

  check('lets nothing in the text steer the terminal', {
    text: `name: ${ESC}[2Jx\u202e # ok\n`,
    marked: 'x',
    detail: `Found ${ESC}[2J.`,
    reads: `
web.yaml:1:11 error SLU214 route sends traffic to another Service
    1 | name: \ufffd[2Jx\ufffd # ok
      |           ^
  Found \ufffd[2J.
`,
  });

  check('leaves a byte order mark out', {
    text: '\ufeffname: web\n',
    marked: 'web',
    reads: `
web.yaml:1:8 error SLU214 route sends traffic to another Service
    1 | name: web
      |       ^^^
`,
  });

  check('shows related places', {
    text: 'a: one\nb: two\n',
    marked: 'two',
    detail: 'What it says.',
    related: 'one',
    reads: `
web.yaml:2:4 error SLU214 route sends traffic to another Service
    2 | b: two
      |    ^^^
  What it says.
  web.yaml:1:4 the Service is here
    1 | a: one
      |    ^^^
`,
  });

  check('colours places, severities and carets', {
    text: 'a: one\n',
    marked: 'one',
    color: true,
    reads: `
${ESC}[1mweb.yaml:1:4${ESC}[22m ${ESC}[31merror${ESC}[39m SLU214 route sends traffic to another Service
${ESC}[2m    1 |${ESC}[22m a: one
${ESC}[2m      |${ESC}[22m    ${ESC}[31m^^^${ESC}[39m
`,
  });

  it('does without a span, and without the text', () => {
    const diagnostic: Diagnostic = { code: 'SLU501', severity: 'warning', summary: 'no manifests', detail: 'Name a file.', span: null };
    expect(renderDiagnostic(diagnostic, () => undefined)).toBe('warning SLU501 no manifests\n  Name a file.');
    expect(renderDiagnostic({ ...diagnostic, span: spanOf('a', 'a') }, () => undefined)).toBe('web.yaml:1:1 warning SLU501 no manifests\n  Name a file.');
  });

  it('keeps every source line within the width, whatever stands in it', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), fc.integer({ min: 40, max: 120 }), (text, from, length, width) => {
        const start = from % (text.length + 1);
        const end = Math.min(text.length, start + (length % 50));
        const span = { file: 'f', start: { line: 1, column: 1, offset: start }, end: { line: 1, column: 1, offset: end } };
        const [, source = '', carets = ''] = renderDiagnostic({ code: 'SLU101', severity: 'error', summary: '', detail: '', span }, () => text, { width }).split('\n');
        expect(displayWidth(source)).toBeLessThanOrEqual(width);
        expect(carets).toMatch(/^ {6}\| *\^+$/);
      }),
    );
  });
});
