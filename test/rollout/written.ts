import { readDocuments } from '../../src/document/index.ts';
import type { JsonObject } from '../../src/lang/index.ts';
import { readInventory, readPrograms } from '../../src/manifest/index.ts';
import type { KubeObject, Programs, RolloutProgram } from '../../src/model/index.ts';

/** A Rollout in few words: what a test leaves out has the reference's defaults. */
export interface Written {
  readonly name?: string;
  readonly replicas?: number;
  /** Of the one container; another image is another version. */
  readonly image?: string;
  /** "setWeight 20", "pause", "pause 30s", "analysis", "experiment 60s" of a baseline and a canary, "experiment tested", which its analysis ends. */
  readonly steps?: readonly string[];
  readonly surge?: number | string;
  readonly unavailable?: number | string;
  readonly stableLabels?: Readonly<Record<string, string>>;
  readonly canaryLabels?: Readonly<Record<string, string>>;
  /** Services stable and canary stand beside it, selecting all pods. */
  readonly services?: boolean;
  /** It is a blue-green with these fields; Services active and preview stand beside it, selecting all pods, unless they are null here. */
  readonly blueGreen?: JsonObject;
  /** A background analysis of one web metric. */
  readonly analysis?: WrittenAnalysis;
  /** Fields of the metric of the template "checks", for analysis of steps, promotions and experiments. */
  readonly checks?: JsonObject;
  /** More of `spec.strategy.canary`. */
  readonly canary?: JsonObject;
  /** More of `spec`. */
  readonly spec?: JsonObject;
  /** More of the container. */
  readonly container?: JsonObject;
  /** More of the pod's spec. */
  readonly pod?: JsonObject;
}

export interface WrittenAnalysis {
  readonly startingStep?: number;
  /** Fields of the one metric, "success-rate" of the template "checks". */
  readonly metric?: JsonObject;
}

/** The objects of a Rollout, as manifests have them. */
export function objectsOf(written: Written): readonly JsonObject[] {
  const { name = 'web', analysis, services = false } = written;
  const objects = [rolloutObject(written)];
  const { activeService, previewService } = blueGreenOf(written) ?? {};
  for (const service of [activeService, previewService]) if (typeof service === 'string') objects.push(serviceObject(service, name));
  if (services) for (const service of ['stable', 'canary']) objects.push(serviceObject(`${name}-${service}`, name));
  if (analysis) objects.push(templateObject(analysis));
  else if (written.checks) objects.push(templateObject({ metric: written.checks }));
  return objects;
}

/** Reads objects as sluice reads manifests. */
export function readObjects(objects: readonly JsonObject[], file = 'web.yaml'): Programs {
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const { value, diagnostics } = readPrograms(readInventory(readDocuments(text, file).value, { namespace: 'default' }));
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ code, detail }) => `${code} ${detail}`).join('\n'));
  return value;
}

export function programOf(written: Written): RolloutProgram {
  const found = readObjects(objectsOf(written)).programs[0];
  if (found?.kind !== 'Rollout') throw new Error('no Rollout was written');
  return found;
}

/** What stands beside the Rollout. */
export function plainOf(written: Written): readonly KubeObject[] {
  return readObjects(objectsOf(written)).plain.map(({ object }) => object);
}

function blueGreenOf({ name = 'web', blueGreen }: Written): JsonObject | null {
  return blueGreen ? { activeService: `${name}-active`, previewService: `${name}-preview`, ...blueGreen } : null;
}

function rolloutObject(written: Written): JsonObject {
  const { name = 'web', replicas = 3, image = 'web:1', steps = [], surge, unavailable, stableLabels, canaryLabels, services = false, analysis } = written;
  const blueGreen = blueGreenOf(written);
  const canary: JsonObject = {
    ...(surge !== undefined && { maxSurge: surge }),
    ...(unavailable !== undefined && { maxUnavailable: unavailable }),
    ...(stableLabels && { stableMetadata: { labels: stableLabels } }),
    ...(canaryLabels && { canaryMetadata: { labels: canaryLabels } }),
    ...(services && { stableService: `${name}-stable`, canaryService: `${name}-canary` }),
    ...(analysis && { analysis: { templates: [{ templateName: 'checks' }], ...(analysis.startingStep !== undefined && { startingStep: analysis.startingStep }) } }),
    ...(steps.length > 0 && { steps: steps.map(stepOf) }),
    ...written.canary,
  };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'web', image, ...written.container }], ...written.pod },
      },
      strategy: blueGreen ? { blueGreen } : { canary },
      ...written.spec,
    },
  };
}

function stepOf(text: string): JsonObject {
  const [kind = '', argument] = text.split(' ');
  if (kind === 'setWeight') return { setWeight: Number(argument) };
  const templates = [{ templateName: 'checks' }];
  if (kind === 'analysis') return { analysis: { templates } };
  if (kind === 'experiment') {
    const sets = ['stable', 'canary'].map((specRef) => ({ name: specRef === 'stable' ? 'baseline' : specRef, specRef }));
    if (argument !== 'tested') return { experiment: { templates: sets, duration: argument ?? '' } };
    return { experiment: { templates: sets, analyses: [{ name: 'compare', templateName: 'checks', requiredForCompletion: true }] } };
  }
  return { pause: argument === undefined ? {} : { duration: argument } };
}

function serviceObject(name: string, app: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app }, ports: [{ port: 80 }] } };
}

function templateObject({ metric = {} }: WrittenAnalysis): JsonObject {
  const provider = { web: { url: 'http://metrics.example/rate', jsonPath: '{$.value}' } };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name: 'checks' },
    spec: { metrics: [{ name: 'success-rate', successCondition: 'result >= 95', provider, ...metric }] },
  };
}
