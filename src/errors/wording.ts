import { blockWording } from './blocks.ts';
import { clusterWording } from './clusters.ts';
import { cut } from './cut.ts';
import { dataWording } from './data.ts';
import { expressionWording } from './expressions.ts';
import type { Code, Facts } from './facts.ts';
import { featureWording } from './features.ts';
import { feedbackWording } from './feedback.ts';
import { fileWording } from './files.ts';
import { forestWording } from './forests.ts';
import { launchWording } from './global-launch.ts';
import { graphWording } from './graphs.ts';
import { heterogeneityWording } from './heterogeneity.ts';
import { instrumentWording } from './instruments.ts';
import { judgeWording } from './judges.ts';
import { learnerWording } from './learners.ts';
import { lookWording } from './looks.ts';
import { methodWording } from './methods.ts';
import { optInWording } from './opt-in.ts';
import { overlappingWording } from './overlapping.ts';
import { perUnitWording } from './per-unit.ts';
import { periodWording } from './periods.ts';
import { policyWording } from './policies.ts';
import { powerWording } from './power.ts';
import { protocolWording } from './protocol.ts';
import { routingWording } from './routing.ts';
import { stagedWording } from './staged.ts';
import { studyWording } from './study.ts';
import { targetingWording } from './targeting.ts';
import { thresholdWording } from './threshold.ts';
import type { Wording } from './words.ts';

const wording: Wording<Facts> = {
  ...blockWording,
  ...clusterWording,
  ...dataWording,
  ...expressionWording,
  ...feedbackWording,
  ...fileWording,
  ...featureWording,
  ...forestWording,
  ...graphWording,
  ...heterogeneityWording,
  ...instrumentWording,
  ...judgeWording,
  ...learnerWording,
  ...lookWording,
  ...methodWording,
  ...optInWording,
  ...overlappingWording,
  ...targetingWording,
  ...thresholdWording,
  ...periodWording,
  ...launchWording,
  ...perUnitWording,
  ...policyWording,
  ...powerWording,
  ...protocolWording,
  ...routingWording,
  ...stagedWording,
  ...studyWording,
};

export function wordingOf<C extends Code>(code: C, facts: Facts[C]): readonly [what: string, mend: string] {
  return wording[code](cut(facts));
}
