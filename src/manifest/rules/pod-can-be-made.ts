import { diagnose, didYouMean, type Diagnostic } from '../../diagnostic/index.ts';
import { compareQuantities, isName, parseQuantity, type Json, type Parsed, type Quantity } from '../../lang/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, listAt, numberAt, objectAt, textAt } from '../fields.ts';
import { kindOf, kinds } from '../kinds.ts';
import type { PodParts, PodRule } from '../pod-parts.ts';

/**
 * SLU241: what the API server refuses in a pod template, as far as people often get it wrong.
 *
 * @see Kubernetes 1.34 ValidatePodTemplateSpec, ValidatePodTemplateSpecForReplicaSet
 */
export const podCanBeMade: PodRule = function* (pod) {
  const { resource, path, spec } = pod;
  const { at } = resource;
  const workloadRef = isGiven(resource.object.spec, 'workloadRef');
  if (listAt(spec, 'containers').length === 0 && !workloadRef) {
    yield diagnose('SLU241', at.keySpanOf([...path, 'spec', 'containers']), 'The pod template has no container. Add one under spec.containers.');
  }
  const restartPolicy = textAt(spec, 'restartPolicy');
  if (kindOf(resource.object) === kinds.rollout) {
    if (restartPolicy !== null && restartPolicy !== 'Always') {
      yield diagnose('SLU241', at.spanOf([...path, 'spec', 'restartPolicy']), `Pods of a ReplicaSet are always restarted, so restartPolicy ${restartPolicy} is refused. Remove it.`);
    }
    if (isGiven(spec, 'activeDeadlineSeconds')) {
      yield diagnose('SLU241', at.keySpanOf([...path, 'spec', 'activeDeadlineSeconds']), 'Pods of a ReplicaSet have no deadline, so activeDeadlineSeconds is refused. Remove it.');
    }
  }
  const volumes = listAt(spec, 'volumes').flatMap((volume) => textAt(volume, 'name') ?? []);
  for (const field of ['containers', 'initContainers']) {
    for (const [index, container] of listAt(spec, field).entries()) yield* containerFaults(pod, container, [...path, 'spec', field, index], volumes);
  }
};

function* containerFaults({ resource: { at } }: PodParts, container: Json, path: Path, volumes: readonly string[]): Iterable<Diagnostic> {
  const name = textAt(container, 'name') ?? '';
  if (name !== '' && !isName('dns1123Label', name)) {
    yield diagnose('SLU241', at.spanOf([...path, 'name']), `${name} is no name for a container: it must hold only lower-case letters, digits and dashes, begin and end in no dash, and be at most 63 characters long.`);
  }
  const image = textAt(container, 'image');
  if (image === null || image.trim() !== image || image === '') {
    yield diagnose('SLU241', at.spanOf(image === null || image === '' ? path : [...path, 'image']), image === null || image === '' ? `The container ${name} has no image. Add one.` : 'The image has spaces around it. Remove them.');
  }
  for (const [index, port] of listAt(container, 'ports').entries()) {
    const number = numberAt(port, 'containerPort');
    if (number !== null && (number < 1 || number > 65535)) yield diagnose('SLU241', at.spanOf([...path, 'ports', index, 'containerPort']), `A port goes from 1 to 65535, and this one is ${number}.`);
    const portName = textAt(port, 'name');
    if (portName !== null && !isName('portName', portName)) {
      yield diagnose('SLU241', at.spanOf([...path, 'ports', index, 'name']), `${portName} is no name for a port: it has at most 15 lower-case letters, digits and single dashes between them, and one letter at least.`);
    }
  }
  yield* mountFaults(at.spanOf, container, path, volumes);
  yield* amountFaults(at.spanOf, container, path);
}

type SpanOf = PodParts['resource']['at']['spanOf'];

function* mountFaults(spanOf: SpanOf, container: Json, path: Path, volumes: readonly string[]): Iterable<Diagnostic> {
  const paths = new Map<string, number>();
  for (const [index, mount] of listAt(container, 'volumeMounts').entries()) {
    const volume = textAt(mount, 'name');
    if (volume !== null && !volumes.includes(volume)) {
      yield diagnose('SLU241', spanOf([...path, 'volumeMounts', index, 'name']), `The pod has no volume ${volume}. Add it under spec.volumes, or correct the name.${didYouMean(volume, volumes)}`);
    }
    const place = textAt(mount, 'mountPath');
    if (place === null) continue;
    const first = paths.get(place);
    if (first === undefined) paths.set(place, index);
    else {
      yield diagnose('SLU241', spanOf([...path, 'volumeMounts', index, 'mountPath']), `Two volumes cannot be mounted at ${place}. Choose another path.`, [
        { message: 'the other one is here', span: spanOf([...path, 'volumeMounts', first, 'mountPath']) },
      ]);
    }
  }
}

/** Most manifests have few different amounts, and reading one takes its time. */
const amounts = new Map<string, Parsed<Quantity>>();

function readAmount(text: string): Parsed<Quantity> {
  const known = amounts.get(text);
  if (known) return known;
  const read = parseQuantity(text);
  if (amounts.size < 10_000) amounts.set(text, read);
  return read;
}

function* amountFaults(spanOf: SpanOf, container: Json, path: Path): Iterable<Diagnostic> {
  const limits = objectAt(container, 'resources', 'limits') ?? {};
  for (const part of ['limits', 'requests']) {
    for (const [resource, amount] of Object.entries(objectAt(container, 'resources', part) ?? {})) {
      if (typeof amount !== 'string' && typeof amount !== 'number') continue;
      const place = [...path, 'resources', part, resource];
      const quantity = readAmount(String(amount));
      if (!quantity.ok) {
        yield diagnose('SLU241', spanOf(place), `${amount} is no amount of ${resource}. Write one such as 500m, 2, 512Mi or 1Gi.`);
        continue;
      }
      const limit = part === 'requests' ? readAmount(String(limits[resource] ?? '')) : null;
      if (limit?.ok && compareQuantities(quantity.value, limit.value) > 0) {
        yield diagnose('SLU241', spanOf(place), `The container asks for more ${resource} (${amount}) than its limit allows (${String(limits[resource])}). Lower the one or raise the other.`, [
          { message: 'the limit is here', span: spanOf([...path, 'resources', 'limits', resource]) },
        ]);
      }
    }
  }
}
