import { fc } from '../fast-check.ts';
import { expect, test } from 'vitest';
import type { Json } from '../../src/lang/index.ts';
import { seal, unseal } from '../../src/disk/index.ts';

const json = fc.jsonValue().map((value) => value as Json);

test('what was sealed comes back as it was', () => {
  fc.assert(
    fc.property(json, fc.string(), (content, before) => {
      const line = seal(content, before);
      expect(line.endsWith('\n') && line.indexOf('\n') === line.length - 1).toBe(true);
      const unsealed = unseal(line, before);
      expect(unsealed.ok && JSON.stringify(unsealed.content)).toBe(JSON.stringify(content));
      expect(unseal(line.slice(0, -1), before).ok).toBe(true);
    }),
  );
});

test('a line that was cut, changed by one character or follows another line is refused', () => {
  fc.assert(
    fc.property(json, fc.nat(), fc.constantFrom('0', '"', '}', ' ', '\n', 'é'), (content, place, character) => {
      const line = seal(content, 'a');
      const at = place % (line.length - 1);
      expect(unseal(line.slice(0, at), 'a').ok).toBe(false);
      const edited = line.slice(0, at) + character + line.slice(at + 1);
      expect(unseal(edited, 'a').ok).toBe(edited === line);
      expect(unseal(line, 'b').ok).toBe(false);
    }),
  );
});

test('it is plain JSON', () => {
  expect(JSON.parse(seal({ a: [1] }))).toEqual({ checksum: expect.stringMatching(/^[0-9a-f]{64}$/) as string, content: { a: [1] } });
});
