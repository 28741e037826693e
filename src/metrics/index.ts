/**
 * Where measurements come from and what they mean.
 *
 * Loaded only when something is measured. Trouble with a source is an Error measurement, never thrown.
 */
export { assess } from './assess.ts';
