/**
 * The vocabulary: programs, decisions, stages, plans, run state, and the ports through which the world is reached.
 *
 * Types, and the few functions that belong to them. Nothing here decides, renders or performs anything.
 */
export type { UserAction } from './action.ts';
export type { Analysis, AnalysisArgument, AnalysisMetric, BackgroundAnalysis, ExperimentAnalysis, ExperimentStep, ExperimentTemplate, RunHistoryLimits } from './analysis.ts';
export { closestCanary, limitsOf, podsIn, type Limits, type PodCounts } from './canary-share.ts';
export type { Assess, Decision, Measured, MeasureRequest, Phase, Verdict, Wait } from './decision.ts';
export { forwardedPortForm, forwardedPortText, readForwardedPort, type ForwardedPort } from './forwarded-port.ts';
export { refKey, refOf, selectedFrom, type KubeObject, type ObjectMeta, type ObjectRef, type OwnerReference, type StringMap } from './kube.ts';
export { fillArguments, metricOf, type Metric, type SecretArgument, type WrittenMetric } from './metric.ts';
export {
  PortError,
  type Cancellation,
  type Clock,
  type Cluster,
  type ClusterView,
  type LockClaim,
  type LockHolder,
  type LockPatience,
  type LogOptions,
  type MetricSource,
  type PortErrorKind,
  type Preview,
  type ReadState,
  type RequestAnswer,
  type RequestOutcome,
  type StateLock,
  type StateStore,
  type StoredState,
  type TakenRequest,
} from './ports.ts';
export { programId, type Program, type ProgramId, type Programs, type ScheduledWorkflow } from './program.ts';
export { currentHashPlaceholder, podMetadataOf, podTemplateOf } from './pod-template.ts';
export type { Inventory, Locator, Path, Resource } from './resource.ts';
export {
  analysesOf,
  metricsOf,
  servicesOf,
  stepsOf,
  type BlueGreenStrategy,
  type CanaryStep,
  type CanaryStrategy,
  type PodMetadata,
  type PodShare,
  type PodTemplate,
  type ProgressThreshold,
  type Promotion,
  type RolloutProgram,
  type RolloutSpec,
  type Strategy,
} from './rollout.ts';
export {
  canaryIngressName,
  canaryMappingName,
  objectsMadeByRouter,
  objectsOfRouter,
  objectsThatRouterNeeds,
  type AlbRouter,
  type AmbassadorRouter,
  type ApisixRouter,
  type AppMeshRouter,
  type GatewayRouter,
  type HeaderMatch,
  type HeaderRouteStep,
  type IstioRouter,
  type IstioVirtualService,
  type MirrorRouteStep,
  type NginxRouter,
  type RequestMatch,
  type Router,
  type SmiRouter,
  type TextMatch,
  type TraefikRouter,
  type TrafficRouting,
} from './traffic-routing.ts';
export type {
  Artifact,
  ConfigMapData,
  NodeInputs,
  NodeOutputs,
  NodeParameter,
  NodePhase,
  NodeStatus,
  NodeType,
  TemplateReference,
  TemplateScope,
  TemplateSource,
  WorkflowPhase,
  WorkflowProgram,
  WorkflowRefusal,
} from './workflow.ts';
export type { ReasonedWrite, Write } from './write.ts';
export type {
  Act,
  Base,
  Change,
  DownwardReading,
  FieldChange,
  Gate,
  GateMetric,
  Plan,
  PodDelta,
  PodEnvelope,
  ProgramAction,
  ProgramPlan,
  RestState,
  RolloutPlan,
  SetRole,
  Stage,
  StageId,
  StageSet,
  Traffic,
  WhatIf,
} from './plan.ts';
export type {
  FanOut,
  GoneStage,
  NodeFailure,
  ResourceChange,
  RunCondition,
  Schedule,
  StageComparison,
  StageKind,
  SuspendGate,
  WorkflowContainer,
  WorkflowPlan,
  WorkflowPod,
  WorkflowStage,
  WorkflowTotals,
} from './workflow-plan.ts';
export type { PodStatus, RolloutStatus, SetStatus, StatusMeasurement, Waiting } from './status.ts';
export type { NodeTree, WorkflowStatus } from './workflow-status.ts';
export { localAnnotation, outputsAnnotation, taskAnnotation } from './pod-annotations.ts';
