import type { Estimate } from '../../estimate/estimate.ts';
import type { OverSplits } from '../../inference/benefit/over-splits.ts';
import type { Sample } from '../../inference/benefit/sample.ts';
import type { ScoreEstimate } from '../../inference/benefit/score-estimate.ts';
import { perArmOf, type Said, scoreEstimate, splitsEstimate } from './estimates.ts';
import { partOf } from './findings.ts';
import { type FoundBenefit, towardsBetter } from './found.ts';
import type { Benefit } from './options.ts';

export interface BenefitEstimates {
  /** By group, least gain first; absent for a group that is empty in some split. */
  readonly groups: readonly (Estimate | undefined)[];
  readonly others: readonly Estimate[];
}

/** Back from gains to effects. */
const effectOf = (found: OverSplits, of: Benefit): OverSplits =>
  towardsBetter(of) === 1 ? found : { ...found, value: -found.value, low: -found.high, high: -found.low };

/** Effects by group of expected gain, what they differ by, and what is gained by treating those first who are expected to gain most. */
export function benefitEstimates(found: FoundBenefit, sample: Sample, of: Benefit): BenefitEstimates {
  const treatment = of.treatments[found.treatment - 1];
  const { groups } = found;
  const units = sample.arm.length;
  const { groups: count, splits } = of.asked;
  const [part, each] = [partOf(count), Math.round(units / 2 / count)];
  const bySplits = `median of ${splits} splits, each into a half that learns and a half that is looked at`;
  const group = (g: number): Said => ({
    what: `group-${g + 1}-of-${count}`,
    treatment,
    population: `units of the ${part} number ${g + 1} of ${count}, by expected gain`,
    says: `Effect on ${of.outcome} among the ${part} of units number ${g + 1} of ${count} in expected gain, the least first; ${bySplits}.`,
    units: each,
  });
  const difference = groups && effectOf(groups.difference, of);
  return {
    groups: (groups?.effects ?? []).map((effect, g) => effect && splitsEstimate(effectOf(effect, of), group(g), of)),
    others: [
      ...(difference
        ? [
            splitsEstimate(
              difference,
              {
                what: 'most-less-least',
                treatment,
                population: `the ${part} of units with the highest expected gain against that with the lowest`,
                says: `Effect on ${of.outcome} among the ${part} of units that are expected to gain most, less that among those expected to gain least; ${bySplits}.`,
                units: 2 * each,
              },
              of,
            ),
          ]
        : []),
      ...(['autoc', 'qini'] as const).flatMap((what) => {
        const estimate = found[what];
        return estimate ? [scoreEstimate(estimate, { ...ranked(what, treatment, found, of), perArm: perArmOf(sample, of, found.expected.rows) }, of)] : [];
      }),
      ...slopes(found, treatment, sample, of),
    ],
  };
}

const weighed = { autoc: 'every share of units counting alike (AUTOC)', qini: 'shares counting by their size (Qini)' } as const;

const ranked = (what: keyof typeof weighed, treatment: string, { expected }: FoundBenefit, of: Benefit): Said => ({
  what,
  treatment,
  population: 'units ranked by expected gain, against as many at random',
  says: `What is gained on ${of.outcome}, for each unit treated, by treating first who is expected to gain most instead of as many at random, ${weighed[what]}; each fold by what the folds before it tell.`,
  units: expected.rows.length,
});

/** How the effect moves with each column, the others held. */
function slopes({ projection }: FoundBenefit, treatment: string, sample: Sample, of: Benefit): readonly Estimate[] {
  const turn = towardsBetter(of);
  return (projection?.terms ?? []).slice(1).map(({ name, ...term }) => {
    const effect: ScoreEstimate = { ...term, value: turn * term.value };
    const says = `By how much the effect on ${of.outcome} moves with one more of ${name}, the others held: the best straight line through the effect.`;
    return scoreEstimate(
      effect,
      { what: `slope-${name}`, treatment, population: `all units, by ${name}`, says, units: sample.arm.length, perArm: perArmOf(sample, of) },
      of,
    );
  });
}
