/**
 * Turns the text of a manifest file into located plain data, and checks it against the schemas of its kinds.
 *
 * Data is what kubectl would read, each value with its place in the text. This folder never reads a file, knows no meaning of a field beyond its
 * schema, and never throws for what stands in a text.
 */
export { checkSchema } from './check-schema.ts';
export { hideSecrets, withoutSecrets } from './hide-secrets.ts';
export type { LocatedDocument, Path } from './located-document.ts';
export { readDocuments } from './read-documents.ts';
export { loadValidators, settingsValidator, type Validator, type Validators } from './validators.ts';
export type { YamlList, YamlMap, YamlValue } from './value.ts';
