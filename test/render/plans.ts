import { readDocuments } from '../../src/document/index.ts';
import { readInventory, readPrograms } from '../../src/manifest/index.ts';
import { assess } from '../../src/metrics/index.ts';
import type { Plan, Programs } from '../../src/model/index.ts';
import { buildPlan, readScenario } from '../../src/plan/index.ts';

/** Manifests as files: name and text. */
export type Files = Readonly<Record<string, string>>;

function programsOf(files: Files): Programs {
  const documents = Object.entries(files).flatMap(([file, text]) => readDocuments(text, file).value);
  return readPrograms(readInventory(documents, { namespace: 'default' })).value;
}

/** The plan from some manifests to others; without `before`, from nothing. What-ifs are left out unless they are asked for. */
export function planOf(after: Files, given: { readonly before?: Files; readonly scenario?: string; readonly alternatives?: boolean } = {}): Plan {
  const { before, scenario, alternatives = false } = given;
  return buildPlan({
    wanted: programsOf(after),
    before: before ? { kind: 'from', source: 'before', programs: programsOf(before) } : { kind: 'nothing' },
    ...(scenario !== undefined && { scenario: readScenario(readDocuments(scenario, 'scenario.yaml').value).value }),
    alternatives,
    assess,
    version: '0.0.0',
    diagnostics: [],
  });
}

/** A Rollout as JSON, which YAML is, too. */
export function rolloutText(given: {
  readonly name?: string;
  readonly replicas?: number;
  readonly image?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly steps?: readonly unknown[];
  readonly canary?: Readonly<Record<string, unknown>>;
}): string {
  const { name = 'web', replicas = 3, image = 'web:1', labels = {}, annotations = {}, steps = [{ setWeight: 50 }, { pause: {} }], canary = {} } = given;
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name, ...labels }, annotations }, spec: { containers: [{ name: 'web', image }] } },
      strategy: { canary: { steps, ...canary } },
    },
  });
}
