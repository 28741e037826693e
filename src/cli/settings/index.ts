/**
 * What options are when the command line does not give them: `SLUICE_*` variables, then sluice.yaml, as docs/settings.md says.
 *
 * It fills options in, by their names, and never acts on one. Loaded only where there is a variable or a file;
 * `table.ts` alone is read for the help, too.
 */
export { optionsInForce, type InForce, type Options } from './in-force.ts';
