import type { Diagnostic, Position, Severity, Span } from '../diagnostic/index.ts';
import type { Act, Change, FieldChange, ObjectRef, Path, Phase, PodEnvelope, ProgramAction, SetRole } from '../model/index.ts';
import { anything, list, named, nullable, number, object, oneOf, optional, text, textAs, union, type Shape } from './shape.ts';

/** The forms of what plans are made of, below stages. */

const position = named('Position', object<Position>({ line: number, column: number, offset: number }));

export const span: Shape<Span> = named('Span', object<Span>({ file: text, start: position, end: position }));

export const phase = oneOf<Phase>('Healthy', 'Progressing', 'Paused', 'Degraded');

export const role = oneOf<SetRole>('canary', 'preview', 'stable', 'old', 'experiment');

export const envelope: Shape<PodEnvelope> = named('Envelope', object<PodEnvelope>({ maxPods: number, minReady: number }));

const step: Shape<string | number> = {
  encode: (value) => value,
  decode: (json, path, fault) => {
    if (typeof json !== 'string' && typeof json !== 'number') fault(path, 'Here stands a field name or a place in a list.');
    return json as string | number;
  },
  schema: () => ({ type: ['string', 'number'] }),
};

const path: Shape<Path> = list(step);

export const fieldChange: Shape<FieldChange> = named('FieldChange', object<FieldChange>({ path, before: anything, after: anything }));

export const objectRef: Shape<ObjectRef> = named('ObjectRef', object<ObjectRef>({ apiVersion: text, kind: text, namespace: text, name: text }));

export const change: Shape<Change> = named(
  'Change',
  union<Change>()('action', {
    create: object({ action: oneOf('create'), object: objectRef, fields: list(fieldChange) }),
    update: object({ action: oneOf('update'), object: objectRef, fields: list(fieldChange) }),
    delete: object({ action: oneOf('delete'), object: objectRef }),
  }),
);

export const diagnostic: Shape<Diagnostic> = named(
  'Diagnostic',
  object<Diagnostic>({
    code: textAs<Diagnostic['code']>(),
    severity: oneOf<Severity>('error', 'warning', 'note'),
    summary: text,
    detail: text,
    span: nullable(span),
    related: optional(list(object<{ readonly message: string; readonly span: Span }>({ message: text, span }))),
  }),
);

export const programAction = oneOf<ProgramAction>('create', 'update', 'delete', 'none');

export const act: Shape<Act> = named('Act', object<Act>({ action: text, atSeconds: nullable(number), refused: nullable(text), origin: span }));
