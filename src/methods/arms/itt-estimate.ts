import type { Estimate } from '../../estimate/estimate.ts';
import { eventsIn } from '../../inference/arms/binary.ts';
import { type Arms, type Contrast, contrastRecord, estimandOf, estimateId, sizesOf } from '../../inference/arms/contrast.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';
import type { ScoreDetails } from './score-inference.ts';

export interface ArmDetail {
  readonly arm: string;
  readonly n: number;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly events?: number;
}

export interface IttDetails extends Partial<ScoreDetails> {
  readonly arms: readonly ArmDetail[];
  /** By arm, where clusters were randomized. */
  readonly clusters?: Readonly<Record<string, number>>;
  readonly df?: number;
}

interface IttParts extends Pick<Estimate, 'standardError' | 'interval' | 'bounds' | 'test' | 'relative'> {
  readonly binary: boolean;
  /** Options beside those of the contrast. */
  readonly options: object;
  readonly source: string;
  readonly details: Omit<IttDetails, 'arms'>;
  /** Of both arms, where clusters are named. */
  readonly clustersTogether?: number;
}

/** The difference of two arms' means as an estimate; how it errs comes with the parts. */
export function ittEstimate(arm: Group, arms: Arms, c: Contrast, parts: IttParts): Estimate<IttDetails> {
  const { binary, options, source, details, clustersTogether, ...inference } = parts;
  return {
    id: estimateId('itt', c, arm.key[0], arms),
    role: c.role,
    estimand: estimandOf(
      c,
      arm.key[0],
      binary,
      `Average effect of assigning ${arm.key[0]} rather than ${c.control} (${c.assignment}) on ${c.outcome}, among all units assigned.`,
    ),
    value: meanOf(arm.moments, c.outcome) - meanOf(arms.control.moments, c.outcome),
    ...inference,
    sizes: sizesOf([arms.control, arm], details.clusters, clustersTogether),
    method: { id: 'itt', options: { ...contrastRecord(c), ...options }, source },
    details: { arms: [detailOf(arms.control, c, binary), detailOf(arm, c, binary)], ...details },
  };
}

function detailOf(group: Group, c: Contrast, binary: boolean): ArmDetail {
  const { moments: m } = group;
  return {
    arm: group.key[0],
    n: m.n,
    mean: meanOf(m, c.outcome),
    standardDeviation: Math.sqrt(varianceOf(m, c.outcome)),
    ...(binary && { events: eventsIn(m, c.outcome) }),
  };
}
