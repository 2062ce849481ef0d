import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import type { JointArms } from '../../inference/arms/joint-arms.ts';
import { probabilityBest } from '../../inference/multiplicity/probability-best.ts';
import { type ShrunkenEffects, shrunkenEffects } from '../../inference/multiplicity/shrunken-effects.ts';
import { type ArmLabels, armLabel, outcomeLabel } from '../../protocol/labels.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';

/** From this probability on an arm is called the best without a reservation. */
const clearly = 0.9;

interface Arms {
  readonly names: readonly string[];
  readonly means: readonly number[];
  readonly covariance: readonly number[];
}

/**
 * Which arm is best by net value (without values, by the primary outcome), with which probability, and what is left of the winner's effect when it is
 * drawn towards the others. Nothing when the family is about other outcomes.
 */
export function bestArm(protocol: Protocol, joint: JointArms): Pick<Answer, 'findings' | 'exhibits'> {
  const by = protocol.outcomes.find((o) => o.name === netValue) ?? protocol.outcomes.find((o) => o.role === 'primary');
  // The joint means of a quantile's column are not quantiles.
  if (!by || by.quantile !== undefined || !joint.outcomes.includes(by.name)) return { findings: [], exhibits: [] };
  const arms = armsOn(joint, by.name);
  const chances = probabilityBest({ values: arms.means, covariance: arms.covariance, better: by.better, seed: protocol.analysis.seed });
  const best = chances.indexOf(Math.max(...chances));
  const variances = arms.names.map((_, i) => arms.covariance[i * arms.names.length + i]);
  const shrunken = shrunkenEffects({ values: arms.means, variances });
  return {
    findings: [finding(by, arms, best, chances[best])],
    exhibits: [exhibit(by, { ...arms, labels: protocol.assignment?.labels ?? {} }, chances, shrunken)],
  };
}

function armsOn(joint: JointArms, outcome: string): Arms {
  const o = joint.outcomes.indexOf(outcome);
  const [size, cells] = [joint.outcomes.length, joint.arms.length * joint.outcomes.length];
  const at = joint.arms.map((_, a) => a * size + o);
  return { names: joint.arms, means: at.map((i) => joint.means[i]), covariance: at.flatMap((i) => at.map((j) => joint.covariance[i * cells + j])) };
}

function finding(by: Outcome, arms: Arms, best: number, chance: number): Finding {
  const says = `${arms.names[best]} has the best ${by.name} of the ${arms.names.length} arms with probability ${sayShare(chance)} (a flat prior; no error rate).`;
  const shared = { check: 'best-arm', about: { arm: arms.names[best] }, statistic: chance, threshold: clearly, says };
  if (chance >= clearly) return { ...shared, verdict: 'pass' };
  return { ...shared, verdict: 'warn', mend: 'Run longer to tell the best arms apart, or choose among them by what the outcomes leave out.' };
}

function exhibit(by: Outcome, arms: Arms & { readonly labels: ArmLabels }, chances: readonly number[], shrunken: ShrunkenEffects | undefined): Exhibit {
  const [control] = arms.means;
  const effects = arms.means.map((mean, i) => (i === 0 ? undefined : mean - control));
  const drawn = shrunken?.effects ?? [];
  const top = chances.indexOf(Math.max(...chances));
  const winner = drawn[top - 1];
  const kept = winner
    ? ` Drawn towards the other arms, its effect is ${Number(winner.value.toPrecision(3))} instead of ${Number(effects[top]!.toPrecision(3))}.`
    : '';
  const called = arms.names.map((arm) => armLabel(arms.labels, arm));
  const says = `${called[top]} is the likeliest best arm by ${outcomeLabel(by)}.${kept}`;
  return {
    id: `best-arm:${by.name}`,
    title: `Which arm has the best ${outcomeLabel(by)}`,
    kind: 'table',
    part: 'arms',
    says,
    alt: says,
    columns: {
      arm: called,
      mean: arms.means,
      'effect against control': effects,
      'effect drawn towards the others': arms.names.map((_, i) => drawn[i - 1]?.value),
      'its standard deviation': arms.names.map((_, i) => drawn[i - 1]?.standardDeviation),
      'probability of being best': chances,
    },
  };
}
