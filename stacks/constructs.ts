import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest/index.js';
import type { IAnalysisTemplate } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate';
import type { IRollout } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/Rollout';
import type { ICronWorkflow } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/CronWorkflow';
import type { IWorkflow } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Workflow';
import type { IWorkflowTemplate } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/WorkflowTemplate';
import type { Construct } from 'constructs';
import type { JsonObject } from '../src/lang/index.ts';
import { manifestForTerraform } from './manifest-for-terraform.ts';
import { escapedAround } from './terraform-text.ts';

/** What an author says of an object's name. Without a namespace it is in `default`. */
export interface ObjectMetadata {
  readonly name?: string;
  /** Of Workflows: a name that is the same for the same manifest begins with it. */
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ObjectProps<Spec> {
  readonly metadata: ObjectMetadata;
  readonly spec: Spec;
}

/**
 * Any object of Kubernetes in any CDKTF app, as Terraform can keep it: quantities canonical, nothing empty, and texts that mean themselves, with
 * references to other constructs among them.
 */
export class KubernetesObject extends Manifest {
  constructor(scope: Construct, id: string, object: { readonly apiVersion: string; readonly kind: string; readonly metadata: ObjectMetadata; readonly [field: string]: unknown }) {
    super(scope, id, { manifest: escapedAround(manifestForTerraform(object as JsonObject, 'default')) as Record<string, unknown> });
  }
}

const argo = 'argoproj.io/v1alpha1';

/** A Rollout, for sluice to plan and carry out. */
export class Rollout extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ObjectProps<IRollout['spec']>) {
    super(scope, id, { apiVersion: argo, kind: 'Rollout', ...props });
  }
}

export class AnalysisTemplate extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ObjectProps<IAnalysisTemplate['spec']>) {
    super(scope, id, { apiVersion: argo, kind: 'AnalysisTemplate', ...props });
  }
}

export class Workflow extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ObjectProps<IWorkflow['spec']>) {
    super(scope, id, { apiVersion: argo, kind: 'Workflow', ...props });
  }
}

export class WorkflowTemplate extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ObjectProps<IWorkflowTemplate['spec']>) {
    super(scope, id, { apiVersion: argo, kind: 'WorkflowTemplate', ...props });
  }
}

export class CronWorkflow extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ObjectProps<ICronWorkflow['spec']>) {
    super(scope, id, { apiVersion: argo, kind: 'CronWorkflow', ...props });
  }
}
