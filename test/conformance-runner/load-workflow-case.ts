import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readDocuments, type LocatedDocument } from '../../src/document/index.ts';
import type { Json, JsonObject } from '../../src/lang/index.ts';
import { readInventory, readWorkflowProgram } from '../../src/manifest/index.ts';
import type { Inventory, WorkflowProgram } from '../../src/model/index.ts';

export interface WorkflowAction {
  readonly when?: { readonly node?: string; readonly phase?: string };
  readonly do: string;
  readonly after?: number;
}

export interface WorkflowCase {
  readonly program: WorkflowProgram;
  readonly documents: readonly LocatedDocument[];
  readonly inventory: Inventory;
  readonly steps: readonly Json[];
  readonly actions: readonly WorkflowAction[];
  readonly traces: readonly JsonObject[];
}

/** Reads a case as sluice reads manifests; a text says why it can't be run. */
export function loadWorkflowCase(folder: string): WorkflowCase | string {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const { value: documents } = readDocuments(read('workflow.yaml'), 'workflow.yaml');
  const inventory = readInventory(documents, { namespace: 'default' });
  const resource = inventory.resources.find(({ object }) => object.kind === 'Workflow');
  if (!resource) return 'no Workflow in the case';
  const scenario = (parse(read('scenario.yaml')) ?? {}) as { readonly steps?: readonly Json[]; readonly actions?: readonly WorkflowAction[] };
  const traces = ['trace.json', 'trace2.json'].filter((file) => existsSync(join(folder, file))).map((file) => JSON.parse(read(file)) as JsonObject);
  return { program: readWorkflowProgram(resource, inventory), documents, inventory, steps: scenario.steps ?? [], actions: scenario.actions ?? [], traces };
}
