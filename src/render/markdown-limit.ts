/** What GitHub takes as one comment. */
const mostCharacters = 65_536;

/** For the line that says what was left out. */
const reserve = 400;

/** A part that stands or falls as a whole. `what` names it among others of its sort; null: it is never left out. */
export interface Chunk {
  readonly text: string;
  readonly what: string | null;
}

/** The chunks one after the other; those that would make the text too long are left out, and a last line says so. */
export function withinLimit(chunks: readonly Chunk[]): string {
  const kept: string[] = [];
  const left = new Map<string, number>();
  let length = 0;
  for (const { text, what } of chunks) {
    const after = length + text.length + 2;
    if (what === null || after <= mostCharacters - reserve) {
      kept.push(text);
      length = after;
    } else left.set(what, (left.get(what) ?? 0) + 1);
  }
  if (left.size > 0) kept.push(leftOut(left));
  return `${kept.join('\n\n')}\n`;
}

function leftOut(left: ReadonlyMap<string, number>): string {
  const counts = [...left].map(([what, count]) => `${what}: ${count}`).join(', ');
  return `**Left out to stay within 65,536 characters (${counts}).** \`sluice plan -o json\` and \`sluice show PLANFILE\` show all of it.`;
}
