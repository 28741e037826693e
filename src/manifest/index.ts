/**
 * Turns located documents into objects, and those into programs: namespaces filled in, references resolved, and everything checked that no schema
 * can say.
 *
 * This folder reads no file and no cluster. What a rule finds depends on the objects alone, never on the order of their documents.
 */
export { readInventory } from './inventory.ts';
export { lintInventory } from './lint.ts';
export { readLoneTemplates, type DeclaredArgument, type LoneTemplate } from './lone-templates.ts';
export { readPrograms } from './programs.ts';
export { withSubmitOptions, type SubmitOptions } from './submit-options.ts';
export { readWorkflowProgram } from './workflow-program.ts';
