import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { fewEvents } from '../../inference/arms/binary.ts';
import type { NoFit } from '../../inference/observed/outcome-model.ts';
import type { BinaryRefusal } from '../../models/logistic/logistic-regression.ts';
import type { Analysed } from './analysed.ts';
import type { Chosen } from './options.ts';

const fewerCovariates = 'Name fewer covariates, or wait for more units.';

/** What is known of an outcome before anything is fitted: by arm, control first. */
export interface Counted {
  readonly arms: readonly number[];
  readonly dropped: readonly [number, number];
  readonly clusters?: number;
  /** The value that every unit has. */
  readonly constant?: number;
  /** Of an outcome of 0 and 1. */
  readonly ones?: readonly number[];
}

export function countedOf({ units: { treated, clusters }, outcome, dropped }: Analysed, binary: boolean): Counted {
  const sums = (of: (i: number) => number): readonly number[] =>
    ([0, 1] as const).map((arm) => treated.reduce((sum, t, i) => sum + (t === arm ? of(i) : 0), 0));
  const first = outcome[0];
  return {
    arms: sums(() => 1),
    dropped,
    ...(clusters && { clusters: clusters.count }),
    ...(outcome.every((y) => y === first) && { constant: first }),
    ...(binary && { ones: sums((i) => outcome[i]) }),
  };
}

/** An outcome whose units say too little before anything is fitted. Unadjusted it is never shown instead: that would bring the choice back. */
export function outcomeRefusal({ arms, dropped, clusters, constant, ones }: Counted, c: Chosen): Finding | undefined {
  const about = { column: c.outcome };
  const small = arms.findIndex((n) => n < 2);
  if (small >= 0) {
    const [n, lost] = [arms[small], dropped[small]];
    return {
      check: 'few-units',
      about,
      verdict: 'refuse',
      statistic: n,
      says: `${sayCount(n)} ${n === 1 ? 'unit' : 'units'} with ${c.assignment} ${armName(c, small)} ${n === 1 ? 'has' : 'have'} ${c.outcome} and all covariates${lost > 0 ? ` (${sayCount(lost)} ${lost === 1 ? 'lacks' : 'lack'} something)` : ''}: nobody can be compared.`,
      mend: lost > 0 ? 'Take out the covariate that is missing most, or wait for more units.' : 'Wait until more units have chosen so.',
    };
  }
  if (clusters !== undefined && clusters < 2)
    return {
      check: 'few-clusters',
      about,
      verdict: 'refuse',
      statistic: clusters,
      says: `All units of ${c.outcome} have one ${c.cluster}: nothing tells how far its effect may be off.`,
      mend: 'Take cluster out of the design, or bring units of more of them.',
    };
  if (constant !== undefined)
    return {
      check: 'constant-outcome',
      about,
      verdict: 'refuse',
      says: `${c.outcome} is ${constant} for every unit, so no effect on it can be estimated.`,
      mend: 'Check how the column is made, or take the outcome out of the study.',
    };
  if (!ones) return undefined;
  const events = arms.map((n, arm) => Math.min(ones[arm], n - ones[arm]));
  const few = events.findIndex((n) => n < fewEvents);
  if (few < 0) return undefined;
  return {
    check: 'few-events',
    about,
    verdict: 'refuse',
    statistic: events[few],
    threshold: fewEvents,
    says: `${c.outcome} has ${sayCount(events[few])} events or non-events among the ${sayCount(arms[few])} units with ${c.assignment} ${armName(c, few)}: too few to be adjusted, and unadjusted it would compare users who chose differently.`,
    mend: 'Wait for more, or take an outcome that is seen more often.',
  };
}

const armName = ({ control, treatment }: Chosen, arm: number): string => (arm === 0 ? control : treatment);

/** Who opted in cannot be told by chances: for certain, or not at all. */
export function chanceRefusal(refused: BinaryRefusal, controls: number, c: Chosen): Finding {
  const [why, mend] = whyNoChance(refused, c);
  return {
    check: 'overlap',
    about: { column: c.outcome },
    verdict: 'refuse',
    says: `Who has ${c.assignment} ${c.treatment} cannot be compared on ${c.outcome} with ${sayCount(controls)} others: ${why}.`,
    mend,
  };
}

const overlapMend =
  'Compare only units of whom either could have been (in data.sql), or take the column out of covariates if it was measured after they chose.';

function whyNoChance(refused: BinaryRefusal, c: Chosen): readonly [why: string, mend: string] {
  switch (refused.kind) {
    case 'perfect-predictor':
      return [
        `all ${sayCount(refused.rows)} with ${valueText(refused.column, refused.value)} ${refused.outcome === 1 ? 'opted in' : 'did not'}, so that nobody is like them`,
        overlapMend,
      ];
    case 'separated':
      return [
        refused.complete
          ? `${refused.columns.join(', ')} ${refused.columns.length === 1 ? 'tells' : 'together tell'} for certain who did`
          : `${refused.columns.join(', ')} ${refused.columns.length === 1 ? 'tells' : 'together tell'} for certain who did of all but ${sayCount(refused.undecided)} units`,
        overlapMend,
      ];
    case 'collinear':
      return [
        `${refused.columns.join(', ')} ${refused.columns.length === 1 ? 'tells nothing of its own' : 'tell nothing of their own'}`,
        refused.columns.length === 1 ? 'Take it out of covariates.' : 'Take one of them out of covariates.',
      ];
    case 'too-few-rows':
      return [`${sayCount(refused.rows)} units are too few for ${sayCount(refused.parameters)} coefficients`, fewerCovariates];
    case 'no-convergence':
      return ['the fit of their chances does not settle', fewerCovariates];
    case 'not-binary':
    case 'not-finite':
    case 'constant-outcome':
      return [`${c.assignment} has one value among them`, 'Wait for more units.'];
  }
}

/** An indicator such as `tier=heavy` says its level. */
const valueText = (column: string, value: 0 | 1): string =>
  column.includes('=') ? (value === 1 ? column : `another value than ${column}`) : `${column} ${value}`;

/** A unit that did what its covariates make impossible, to rounding: it would weigh without limit. */
export const certainRefusal = (treated: number, c: Chosen): Finding => ({
  check: 'overlap',
  about: { column: c.outcome },
  verdict: 'refuse',
  says: `${c.outcome} cannot be adjusted: by its covariates a unit with ${c.assignment} ${armName(c, treated)} had no chance of it at all, and would count for all others.`,
  mend: 'Look at who it is: a covariate may be mistaken there. Or leave such units out in data.sql.',
});

/** A regression of the outcome that has no answer. */
export function fitRefusal({ arm, why, columns, units }: NoFit, c: Chosen): Finding {
  const who = `the ${sayCount(units)} units${arm === undefined ? '' : ` with ${c.assignment} ${armName(c, arm)}`}`;
  const named = columns.join(', ');
  const one = columns.length === 1;
  const said = {
    'too-few': `${who} are too few for its covariates`,
    collinear: `among ${who} ${named} ${one ? 'tells nothing of its own' : 'tell nothing of their own'}`,
    certain: `among ${who} ${named === '' ? 'covariates tell' : one ? `${named} tells` : `${named} tell`} it for certain`,
  };
  return { check: 'overlap', about: { column: c.outcome }, verdict: 'refuse', says: `${c.outcome} cannot be adjusted: ${said[why]}.`, mend: fewerCovariates };
}
