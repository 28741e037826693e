import { fc } from '../fast-check.ts';
import { expect, test } from 'vitest';
import { hideSecrets } from '../../src/document/index.ts';

function check(title: string, text: string, shown: string): void {
  test(title, () => {
    expect(hideSecrets(text).text).toBe(shown);
  });
}

check(
  'values are hidden, names are not',
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  token: hunter2 # mine\n  text: |\n    one\n    two\ntype: Opaque\n',
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  token: ******* * ****\n  text: *\n    ***\n    ***\ntype: Opaque\n',
);
check('other kinds are left alone', 'kind: ConfigMap\ndata:\n  a: b\n---\nkind: Pod\n', 'kind: ConfigMap\ndata:\n  a: b\n---\nkind: Pod\n');
check('JSON on one line is hidden to its end', '{"kind": "Secret", "data": {"a": "b"}}\n', '{"kind": "Secret", "data": ***** *****\n');
check('a Secret in a list', 'kind: List\nitems:\n- kind: Secret\n  data:\n    a: b\n  type: x\n', 'kind: List\nitems:\n- kind: Secret\n  data:\n    a: *\n  type: x\n');
check('only the document that is one', 'kind: ConfigMap\ndata:\n  a: b\n---\nkind: Secret\ndata:\n  a: b\n', 'kind: ConfigMap\ndata:\n  a: b\n---\nkind: Secret\ndata:\n  a: *\n');

test('places stay, and no value does', () => {
  const word = fc.stringMatching(/^[a-z0-9]{8,20}$/);
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), word, { minKeys: 1 }), fc.boolean(), (data, inJson) => {
      const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, data };
      const lines = Object.entries(data).map(([key, value]) => `  ${key}: ${value}\n`);
      const text = inJson ? JSON.stringify(object, null, 2) : `apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n${lines.join('')}`;
      const { text: shown } = hideSecrets(text);
      expect(shown.length).toBe(text.length);
      for (const value of Object.values(data)) expect(shown).not.toContain(value);
    }),
  );
});
