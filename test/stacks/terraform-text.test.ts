import { fc } from '../fast-check.ts';
import { expect, test } from 'vitest';
import { logicalId } from '../../stacks/logical-id.ts';
import { escaped } from '../../stacks/terraform-text.ts';

/** What Terraform makes of data without expressions: a doubled mark before a brace stands for one. */
function asTerraformReads(value: unknown): unknown {
  if (typeof value === 'string') {
    if (/(?<!\$)\$\{|(?<!%)%\{/.test(value)) throw new Error(`an expression begins in ${value}`);
    return value.replace(/([$%])\1(?=\{)/g, '$1');
  }
  if (Array.isArray(value)) return value.map(asTerraformReads);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [asTerraformReads(key), asTerraformReads(item)]));
}

test('escaped data means itself to Terraform, keys included', () => {
  const text = fc.string({ unit: fc.constantFrom('$', '%', '{', '}', 'a', '"') });
  const data = fc.letrec((tie) => ({
    data: fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.boolean(), fc.array(tie('data'), { maxLength: 3 }), fc.dictionary(text, tie('data'), { maxKeys: 3 })),
  })).data;
  fc.assert(
    fc.property(data, (value) => {
      expect(asTerraformReads(escaped(value))).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

test('marks are doubled only where they would begin an expression', () => {
  expect(escaped({ '${a}': ['%{ if', '100% $HOME', '$${b}'] })).toEqual({ '$${a}': ['%%{ if', '100% $HOME', '$$${b}'] });
});

test('a logical id is one that Terraform takes', () => {
  expect(logicalId('default/ReplicaSet/web-77d5')).toBe('default_ReplicaSet_web-77d5');
  expect(logicalId('1dev/ReplicaSet/web.v1')).toBe('_1dev_ReplicaSet_web__2e_v1');
  expect(logicalId('/ClusterRole/system:a')).toBe('_ClusterRole_system__3a_a');
});

test('no two objects get one id', () => {
  const part = fc.string({ unit: fc.constantFrom('a', '1', '-', '.', ':'), maxLength: 6 });
  const key = fc.tuple(part, fc.constantFrom('Pod', 'Role'), part).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(key, key, (one, other) => {
      expect(logicalId(one)).toMatch(/^[A-Za-z_][0-9A-Za-z_-]*$/);
      expect(logicalId(one) === logicalId(other)).toBe(one === other);
    }),
    { numRuns: 1000 },
  );
});
