import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP } from '../../estimate/say.ts';
import { sayAmount, sayEffect } from '../../estimate/unit.ts';
import { limitsOf } from '../../inference/benefit/score-estimate.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { type FoundBenefit, towardsBetter } from './found.ts';
import type { Benefit } from './options.ts';

/** Of no difference, all treatments counted: one of several is soon told by chance. */
const pValueOf = ({ omnibus: { pValue } }: FoundBenefit, { treatments }: Benefit): number => Math.min(1, treatments.length * pValue);

/** Effects differ for certain at the level of the study. */
export const isTold = (found: FoundBenefit, of: Benefit): boolean => pValueOf(found, of) <= 1 - of.level;

const namesOf = ({ asked: { by } }: Benefit): string => {
  const names = by.map(columnOfCovariate);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
};

const armText = (treatment: string, { treatments }: Benefit): string => (treatments.length > 1 ? ` of ${treatment}` : '');

/** A quarter, a fifth. */
const parts: Readonly<Record<number, string>> = { 2: 'half', 3: 'third', 4: 'quarter', 5: 'fifth', 10: 'tenth' };
export const partOf = (groups: number): string => parts[groups] ?? `1/${groups}`;

/** What is known of who benefits by one treatment. */
export function benefitFindings(found: FoundBenefit, groups: readonly (Estimate | undefined)[], of: Benefit): readonly Finding[] {
  const treatment = of.treatments[found.treatment - 1];
  return [differs(found, groups, treatment, of), ...groupless(groups, treatment, of), ...harmed(found, groups, treatment, of)];
}

function differs(found: FoundBenefit, groups: readonly (Estimate | undefined)[], treatment: string, of: Benefit): Finding {
  const pValue = pValueOf(found, of);
  const [least, most] = [groups[0], groups.at(-1)];
  const shared = {
    check: 'heterogeneity',
    about: { column: of.outcome, ...(of.treatments.length > 1 && { arm: treatment }) },
    verdict: 'pass',
    pValue,
    threshold: 1 - of.level,
  } as const;
  const effect = `the effect${armText(treatment, of)} on ${of.outcome}`;
  if (!isTold(found, of)) {
    return {
      ...shared,
      says: `Nothing shows that ${effect} differs between units by what was known of them (${namesOf(of)}; ${sayP(pValue)}): who seems to gain more may do so by chance.`,
    };
  }
  const part = partOf(of.asked.groups);
  const ends =
    least && most
      ? `: ${sayEffect(most.value, most.estimand.unit)} for the ${part} of units who are expected to gain most, ${sayEffect(least.value, least.estimand.unit)} for the ${part} who are expected to gain least`
      : '';
  const Effect = effect.replace('the', 'The');
  return { ...shared, says: `${Effect} differs between units by what was known of them (${namesOf(of)}; ${sayP(pValue)})${ends}.` };
}

/** Where a half makes one expect the same of all units there are no groups. */
function groupless(groups: readonly (Estimate | undefined)[], treatment: string, of: Benefit): readonly Finding[] {
  if (groups.length > 0) return [];
  const says = `No groups by expected gain${armText(treatment, of)} on ${of.outcome}: in some of ${of.asked.splits} splits a half of the units makes one expect the same of all the others.`;
  const mend = 'Choose a learner that tells units apart, such as `learner: forest`; or bring more units.';
  return [{ check: 'sorted-groups', about: { column: of.outcome }, verdict: 'refuse', says, mend }];
}

/** The least affected are surely worse off while the average is not. */
function harmed(found: FoundBenefit, groups: readonly (Estimate | undefined)[], treatment: string, of: Benefit): readonly Finding[] {
  const least = groups[0];
  const whole = found.average && limitsOf(found.average, of.level);
  if (!least || !whole || whole.high < 0) return [];
  const turn = towardsBetter(of);
  const [{ low = Number.NEGATIVE_INFINITY, high = Infinity }] = least.interval.pieces;
  const best = turn === 1 ? high : -low;
  if (!(best < 0)) return [];
  return [
    {
      check: 'harmed-group',
      about: { column: of.outcome, arm: treatment, estimate: least.id },
      verdict: 'fail',
      statistic: least.value,
      says: `The average hides harm: for the ${partOf(of.asked.groups)} of units who are expected to gain least from ${treatment}, ${of.outcome} gets worse by ${sayAmount(Math.abs(least.value), least.estimand.unit)}, and the interval lies wholly on the bad side.`,
      mend: 'Launch it for the others alone, by a rule such as that under heterogeneity.policy, or find out what goes wrong with these.',
    },
  ];
}
