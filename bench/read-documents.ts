/** Reads the manifests of a folder and does nothing with them: what linting them is measured against. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocuments } from '../src/document/index.ts';

const [, , folder = '.'] = process.argv;
let documents = 0;
for (const name of readdirSync(folder)) documents += readDocuments(readFileSync(join(folder, name), 'utf8'), name).value.length;
if (documents === 0) throw new Error(`no documents in ${folder}`);
