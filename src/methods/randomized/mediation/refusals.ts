import type { EstimandError } from '../../../errors/estimand-error.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { sayCount, sayShare } from '../../../estimate/say.ts';
import type { Contrast } from '../../../inference/arms/contrast.ts';
import { leastShare } from '../../../inference/arms/refusals.ts';
import { mergeAll } from '../../../moments/merge.ts';
import { comomentOf, meanOf } from '../../../moments/moments.ts';
import type { Group } from '../../../relation/requests.ts';
import type { ArmModel, MediationModels } from './arm-models.ts';

// Why an effect cannot be taken apart. About the mediator: the outcome itself may be answered well.

const refusal = (check: string, column: string, says: string, mend: string): Finding => ({ check, about: { column }, verdict: 'refuse', says, mend });

export const missingMediator = (columns: readonly string[], { assignment, outcome }: Contrast, { key: [arm], moments: m }: Group): Finding =>
  refusal(
    'mediator-missing',
    columns[0],
    `${columns.join(', ')} and ${outcome} are known together on ${sayCount(m.n)} ${m.n === 1 ? 'unit' : 'units'} of arm ${arm} (${assignment}), so the effect through ${columns.length === 1 ? 'it' : 'them'} cannot be computed.`,
    'Log the mediator in every arm, with 0 where nothing happened.',
  );

/** Units that have the outcome but not the mediators: they are in the effect that the study decides by, and in none of its parts. */
export function unknownMediators(columns: readonly string[], { outcome }: Contrast, known: readonly Group[], all: readonly Group[]): readonly Finding[] {
  const lost = known.map(({ key: [arm], moments: { n } }) => {
    const units = all.find((g) => g.key[0] === arm)!.moments.n;
    return { arm, units, lost: units - n };
  });
  const total = lost.reduce((sum, arm) => sum + arm.lost, 0);
  if (total === 0) return [];
  const byArm = lost.map(({ arm, units, lost: of }) => `${sayShare(of / units)} in arm ${arm}`).join(', ');
  const says = `${columns.join(', ')} ${columns.length === 1 ? 'is' : 'are'} unknown on ${sayCount(total)} units that have ${outcome} (${byArm}): they count in its effect, but not in the parts of that effect.`;
  const mend = 'Log the mediator for every unit, with 0 where nothing happened.';
  return [{ check: 'mediator-missing', about: { column: columns[0] }, verdict: 'warn', statistic: total, says, mend }];
}

export const constantMediator = (name: string, groups: readonly Group[]): Finding =>
  refusal(
    'mediator-constant',
    name,
    `${name} is ${meanOf(groups[0].moments, name)} for every unit, so no effect can go through it.`,
    'Check how the column is made, or take it out of mediators.',
  );

export const unvaryingMediator = (mediators: readonly string[], { assignment }: Contrast, { arm }: ArmModel): Finding =>
  refusal(
    'mediator-fixed',
    mediators[0],
    `Within arm ${arm} of ${assignment} ${mediators.join(', ')} ${mediators.length === 1 ? 'does' : 'do'} not vary apart from what is held beside: 0 units show what another value would have done there.`,
    'Take out of covariates and mediators what they are made from; where assignment fixes the mediator, only the total effect can be known.',
  );

export const fullLeverage = (units: number, outcome: string, mediators: readonly string[]): Finding =>
  refusal(
    'leverage',
    mediators[0],
    `${units} ${units === 1 ? 'unit has' : 'units have'} leverage one in the regression of ${outcome} on ${mediators.join(', ')}, so its variance cannot be computed.`,
    'Merge rare levels of the covariates, or take the covariate out.',
  );

/** Of one treated arm, where nothing is left of the outcome that mediators could explain, or nothing that they do not: neither has an error to be told by. */
export function unexplainedOutcome(
  { arms }: MediationModels,
  at: number,
  groups: readonly Group[],
  c: Contrast,
  mediators: readonly string[],
): Finding | undefined {
  const { arm, n, spread, onMediators } = arms[at];
  const { outcome } = c;
  const [names, verb] = [mediators.join(', '), mediators.length === 1 ? 'does' : 'do'];
  const whole = mergeAll(groups.map((g) => g.moments));
  const negligible = Math.max((leastShare * comomentOf(whole, outcome, outcome)) / whole.n, (1e-12 * meanOf(whole, outcome)) ** 2);
  if (spread[0] <= negligible) {
    return refusal(
      'outcome-fixed',
      mediators[0],
      `Within arm ${arm} of ${c.assignment} ${outcome} does not vary apart from the covariates, so nothing there shows what ${names} ${verb} to it.`,
      'Read the whole effect; its parts need an arm in which the outcome varies.',
    );
  }
  if (onMediators!.residualSumOfSquares > leastShare * spread[0] * n) return undefined;
  return refusal(
    'determined-outcome',
    mediators[0],
    `Within arm ${arm} of ${c.assignment} ${names} and the covariates determine ${outcome} to the last digit: 0 % of it is left to learn from.`,
    'Take the mediator out that the outcome is made from.',
  );
}

/** A regression's error about its covariates as a refusal, since only this question cannot be answered. */
export const refusedBy = ({ what, mend }: EstimandError, [mediator]: readonly string[]): Finding => refusal('covariates-collinear', mediator, what, mend);

export function determinedByMediators({ arms }: MediationModels, groups: readonly Group[], outcome: string, mediators: readonly string[]): Finding | undefined {
  const left = arms.reduce((sum, { onMediators, spread, n }) => sum + (onMediators?.residualSumOfSquares ?? spread[0] * n), 0);
  const total = comomentOf(mergeAll(groups.map((g) => g.moments)), outcome, outcome);
  if (left > leastShare * total) return undefined;
  return refusal(
    'determined-outcome',
    mediators[0],
    `${mediators.join(', ')} and the covariates determine ${outcome} to the last digit: 0 % of it is left to learn from.`,
    'Take the mediator out that the outcome is made from.',
  );
}
