import type { ErrorCode, YAMLParseError } from 'yaml';
import type { Problem } from './problem.ts';

type Told = Pick<Problem, 'code' | 'detail'>;

const invalid = (detail: string): Told => ({ code: 'SLU101', detail });
const indentation = 'Lines of one mapping or list must begin in the same column, and what belongs to a key must stand deeper than the key.';

const told: Readonly<Record<ErrorCode, Told>> = {
  ALIAS_PROPS: invalid('An alias (*name) stands for another value and can have no anchor or tag of its own. Take the & or ! away.'),
  BAD_ALIAS: invalid('The name behind * or & is missing or ends in a colon. Give it a name of letters and digits, or quote the value if a text is meant.'),
  BAD_COLLECTION_TYPE: invalid('The tag asks for another kind of collection than what follows. Take the tag away.'),
  BAD_DIRECTIVE: invalid('A line that begins with % is a directive for the parser, and this one makes no sense. Take it away; kubectl needs none.'),
  BAD_DQ_ESCAPE: invalid('Between double quotes a backslash begins an escape such as \\n, and this one does not exist. Double the backslash, or use single quotes.'),
  BAD_INDENT: { code: 'SLU119', detail: indentation },
  BAD_PROP_ORDER: invalid('Anchors (&) and tags (!) stand in front of the value, behind the key or dash. Move it there.'),
  BAD_SCALAR_START: invalid('A text cannot begin with this character unless it is quoted. Put it between quotes.'),
  BLOCK_AS_IMPLICIT_KEY: invalid('A second key or a list begins where a single value is due. Start a new line for it, or quote the text if the colon belongs to it.'),
  BLOCK_IN_FLOW: invalid('A block text (| or >), list or mapping cannot stand between brackets. Quote the text or write the collection without brackets.'),
  DUPLICATE_KEY: { code: 'SLU103', detail: 'The key stands twice in this mapping, and only the last counts. Take one away.' },
  IMPOSSIBLE: invalid('The text cannot be read as YAML.'),
  KEY_OVER_1024_CHARS: invalid('A key on one line can have 1,024 characters at most.'),
  MISSING_CHAR: { code: 'SLU118', detail: 'A quote, bracket or comma is missing before this place. Close what was opened, or quote the text if the character belongs to it.' },
  MULTILINE_IMPLICIT_KEY: invalid('A key must stand on one line, followed by a colon. A colon may be missing here, or the text above may need quotes.'),
  MULTIPLE_ANCHORS: invalid('A value can have one anchor. Take one away.'),
  MULTIPLE_DOCS: invalid('Another document begins here. Put --- on a line of its own between them.'),
  MULTIPLE_TAGS: invalid('A value can have one tag. Take one away.'),
  NON_STRING_KEY: { code: 'SLU104', detail: 'A key must be a text.' },
  RESOURCE_EXHAUSTION: { code: 'SLU105', detail: 'Aliases repeat too much of the document. Write the values out.' },
  TAB_AS_INDENT: { code: 'SLU102', detail: 'YAML is indented by spaces only. Replace the tabs at the start of the line by spaces.' },
  TAG_RESOLVE_FAILED: invalid('The tag uses a handle (!name!) that no %TAG line defines. Take the tag away.'),
  UNEXPECTED_TOKEN: invalid('Something stands here that does not belong to the value before it. It may need quotes, a comma, a comment sign or a line of its own.'),
};

/** Our own words for the first error of a broken document: those behind it mostly follow from it. */
export function problemOfErrors(errors: readonly YAMLParseError[], text: string): Problem {
  const end = text.trimEnd().length;
  const [first] = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const [from, to] = first?.pos ?? [0, 0];
  const start = Math.min(from, end);
  const tab = tabInIndentation(text, start);
  if (tab !== null) return { ...told.TAB_AS_INDENT, start: tab, end: tab + 1 };
  return { ...told[first === undefined ? 'IMPOSSIBLE' : codeOf(first)], start, end: Math.max(start, Math.min(to, end)) };
}

/** An unclosed bracket counts as bad indentation of what comes behind it. */
function codeOf({ code, message }: YAMLParseError): ErrorCode {
  return code === 'BAD_INDENT' && message.startsWith('Flow ') ? 'MISSING_CHAR' : code;
}

/** A tab among the blanks that begin the line of the offset, or the line before it (where the parser may give up first). */
function tabInIndentation(text: string, offset: number): number | null {
  const lineStart = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const before = lineStart === 0 ? 0 : text.lastIndexOf('\n', lineStart - 2) + 1;
  for (const start of [lineStart, before]) {
    const blanks = /[ \t]*/y;
    blanks.lastIndex = start;
    const tab = (blanks.exec(text)?.[0] ?? '').indexOf('\t');
    if (tab !== -1 && !/[\r\n]/.test(text[blanks.lastIndex] ?? '\n')) return start + tab;
  }
  return null;
}
