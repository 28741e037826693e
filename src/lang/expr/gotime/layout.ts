/** Go's layouts: a text in which parts of the reference time, Mon Jan 2 15:04:05 MST 2006, stand for what they show. */

export type LayoutPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'fraction'; readonly separator: string; readonly digits: number; readonly trim: boolean };

/** Longer ones first where one begins with another. */
const fields = [
  'January', 'Jan', 'Monday', 'Mon', 'MST', '2006', '__2', '_2', '002', '01', '02', '03', '04', '05', '06', '15', 'PM', 'pm',
  '-07:00:00', '-070000', '-07:00', '-0700', '-07', 'Z07:00:00', 'Z070000', 'Z07:00', 'Z0700', 'Z07', '1', '2', '3', '4', '5',
] as const;

/** Splits a layout into its parts. */
export function splitLayout(layout: string): LayoutPart[] {
  const out: LayoutPart[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') out.push({ kind: 'text', text });
    text = '';
  };
  for (let at = 0; at < layout.length; ) {
    const rest = layout.slice(at);
    const fraction = /^([.,])(0+|9+)(?![0-9])/.exec(rest);
    if (fraction !== null) {
      flush();
      const [whole, separator = '.', digits = ''] = fraction;
      out.push({ kind: 'fraction', separator, digits: digits.length, trim: digits.startsWith('9') });
      at += whole.length;
      continue;
    }
    const field = rest.startsWith('_2006') ? undefined : fields.find((one) => rest.startsWith(one) && !continues(one, rest));
    if (field === undefined) {
      text += rest.slice(0, 1);
      at += 1;
      continue;
    }
    flush();
    out.push({ kind: 'field', field });
    at += field.length;
  }
  flush();
  return out;
}

/** `Jan` and `Mon` don't count inside of longer words in small letters. */
function continues(field: string, rest: string): boolean {
  return (field === 'Jan' || field === 'Mon') && /^[a-z]/.test(rest.slice(field.length));
}
