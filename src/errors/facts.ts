import type { BlockFacts } from './blocks.ts';
import type { ClusterFacts } from './clusters.ts';
import type { DataFacts } from './data.ts';
import type { ExpressionFacts } from './expressions.ts';
import type { FeatureFacts } from './features.ts';
import type { FeedbackFacts } from './feedback.ts';
import type { FileFacts } from './files.ts';
import type { ForestFacts } from './forests.ts';
import type { LaunchFacts } from './global-launch.ts';
import type { GraphFacts } from './graphs.ts';
import type { HeterogeneityFacts } from './heterogeneity.ts';
import type { InstrumentFacts } from './instruments.ts';
import type { JudgeFacts } from './judges.ts';
import type { LearnerFacts } from './learners.ts';
import type { LookFacts } from './looks.ts';
import type { MethodFacts } from './methods.ts';
import type { OptInFacts } from './opt-in.ts';
import type { OverlappingFacts } from './overlapping.ts';
import type { PerUnitFacts } from './per-unit.ts';
import type { PeriodFacts } from './periods.ts';
import type { PolicyFacts } from './policies.ts';
import type { PowerFacts } from './power.ts';
import type { ProtocolFacts } from './protocol.ts';
import type { RoutingFacts } from './routing.ts';
import type { StagedFacts } from './staged.ts';
import type { StudyFacts } from './study.ts';
import type { TargetingFacts } from './targeting.ts';
import type { ThresholdFacts } from './threshold.ts';

/** The facts of each error, by code. The words are beside them, one file for each subject. */
export interface Facts
  extends BlockFacts,
    ClusterFacts,
    DataFacts,
    ExpressionFacts,
    FeedbackFacts,
    FileFacts,
    FeatureFacts,
    ForestFacts,
    GraphFacts,
    HeterogeneityFacts,
    LookFacts,
    InstrumentFacts,
    JudgeFacts,
    LearnerFacts,
    MethodFacts,
    OptInFacts,
    OverlappingFacts,
    TargetingFacts,
    ThresholdFacts,
    PeriodFacts,
    LaunchFacts,
    PerUnitFacts,
    PolicyFacts,
    PowerFacts,
    ProtocolFacts,
    RoutingFacts,
    StagedFacts,
    StudyFacts {}
export type Code = keyof Facts;
