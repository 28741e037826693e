/**
 * Plans as people read them: `Plan -> View -> terminal text | markdown`, and the data itself as JSON or YAML.
 *
 * A View says what things mean, never what colour they have. This folder decides nothing, prints nothing and never asks how wide a terminal is.
 */
export { analysisView, measurementView, type ShownAnalysis, type ShownMeasurement } from './analysis-view.ts';
export { backtestView } from './backtest-view.ts';
export { destroyView, type Doomed } from './destroy-view.ts';
export { hasChanges, headLine } from './head-line.ts';
export { importView, type Imported } from './import-view.ts';
export { paint } from './paint.ts';
export { findStages, planView } from './plan-view.ts';
export { onwardView, stageBlocks } from './program-view.ts';
export { progressView, type ProgramProgress, type StageProgress } from './progress-view.ts';
export { renderMarkdown } from './markdown.ts';
export { renderReport } from './report-markdown.ts';
export { statusView } from './status-view.ts';
export { renderTerminal } from './terminal.ts';
export { terraformStageView, type TerraformChange } from './terraform-view.ts';
export { renderDot, renderMermaid } from './workflow-graph.ts';
export { renderYaml } from './yaml.ts';
export type { Style } from './view.ts';
