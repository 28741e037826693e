import { describe } from 'vitest';
import { check } from './check.ts';

describe('values are those that kubectl reads', () => {
  check('merge keys: fields replace those before them, and the first of a list wins', {
    text: 'x: &x {a: 2, b: 3}\nz: &z {b: 4, c: 5}\nlate:\n  a: 1\n  <<: *x\nearly:\n  <<: *x\n  a: 1\nboth:\n  <<: [*x, *z]\n',
    values: [
      { x: { a: 2, b: 3 }, z: { b: 4, c: 5 }, late: { a: 2, b: 3 }, early: { a: 1, b: 3 }, both: { a: 2, b: 3, c: 5 } },
    ],
  });
  check('a quoted << is a name', { text: 'a:\n  "<<": {b: 1}\n', values: [{ a: { '<<': { b: 1 } } }] });
  check('keys that are numbers or booleans become texts', { text: '1: a\n1.5: b\n0x10: c\ntrue: d\n"e": f\n', values: [{ 1: 'a', 1.5: 'b', 16: 'c', true: 'd', e: 'f' }] });
  check('tags decide the type', {
    text: 'a: !!str 12\nb: !!int "3"\nc: !!bool "yes"\nd: !!null ""\ne: !!float 3\nf: !!timestamp 2020-01-01\ng: !!map {h: 1}\n',
    values: [{ a: '12', b: 3, c: true, d: null, e: 3, f: '2020-01-01', g: { h: 1 } }],
  });
  check('texts over several lines', {
    text: 'a: one\n  two\nb: >-\n  c\n   d\n  e\nf: |+\n  g\n\nh: |2\n   i\nj: "k\\x41\\\n  l"\nm: \'it\'\'s\'\n',
    values: [{ a: 'one two', b: 'c\n d\ne', f: 'g\n\n', h: ' i\n', j: 'kAl', m: "it's" }],
  });
  check('a text with a # and a colon within', { text: 'a: b#c:d\ne: "x" # y\nf: |\n  g # h\n', values: [{ a: 'b#c:d', e: 'x', f: 'g # h\n' }] });
  check('a list may stand in the column of its key', { text: 'a:\n- b\n-  c: 1\n   d: 2\n- - e\n', values: [{ a: ['b', { c: 1, d: 2 }, ['e']] }] });
  check('__proto__ is a name like any other', { text: '{"__proto__": {"a": 1}}', values: [JSON.parse('{"__proto__": {"a": 1}}') as never] });
  check('a byte order mark and Windows line ends', { text: '\ufeffa: 1\r\nb:\r\n- c\r\n', values: [{ a: 1, b: ['c'] }] });
  check('tabs where they are no indentation', { text: 'a: "x\ty"\nb:\t1\nc: {\t"d": 1 }\n', values: [{ a: 'x\ty', b: 1, c: { d: 1 } }] });
  check('JSON', { text: '{"a": [1, 2.5, null, true, "\\u00e9\\n"],\n\t"b": {}\n}\n', values: [{ a: [1, 2.5, null, true, 'é\n'], b: {} }] });
});

describe('a stream is split as kubectl splits it', () => {
  check('empty documents, comments and null are left out', { text: '---\n# nothing\n---\na: 1\n--- # next\n\n---\nnull\n---\nb: 2', values: [{ a: 1 }, { b: 2 }] });
  check('nothing at all', { text: '', values: [] });
  check('a value on the line of the ---', { text: '--- {a: 1}\n--- |\n text\n', values: [{ a: 1 }, 'text\n'] });
  check('a block text may have dashes', { text: 'a: |\n  ---\n  b\n---\nc: 1\n', values: [{ a: '---\nb\n' }, { c: 1 }] });
  check('a directive belongs to the document behind it', { text: '%YAML 1.1\n---\na: 1\n...\n%YAML 1.1\n---\nb: 2\n', values: [{ a: 1 }, { b: 2 }] });
  check('an anchor ends with its document', {
    text: 'a: &x 1\n---\nb: *x\n',
    reads: `
web.yaml:3:4 error SLU115 alias without an anchor
    3 | b: *x
      |    ^^
  The alias *x stands for the value with the anchor &x, and none stands before it.
`,
  });
});

describe('Lists are opened', () => {
  check('a List, and a List within', {
    text: 'apiVersion: v1\nkind: List\nitems:\n- {kind: A}\n- kind: List\n  items: [{kind: B}, null]\n',
    values: [{ kind: 'A' }, { kind: 'B' }],
  });
  check('items of a typed list take their type from it', {
    text: 'apiVersion: v9\nkind: ThingList\nitems:\n- metadata: {name: a}\n- kind: Other\n',
    values: [
      { apiVersion: 'v9', kind: 'Thing', metadata: { name: 'a' } },
      { apiVersion: 'v9', kind: 'Other' },
    ],
  });
  check('a kind that only ends like one is left alone', { text: 'kind: AllowList\nspec: {}\n', values: [{ kind: 'AllowList', spec: {} }] });
});
