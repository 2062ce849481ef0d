import type { Finding } from '../../../estimate/finding.ts';
import { sayCount } from '../../../estimate/say.ts';
import { eventsIn } from '../../../inference/arms/binary.ts';
import type { ArmFitting } from '../../../models/logistic/arm-fitting.ts';
import type { Diverging, NotConverged } from '../../../models/logistic/maximise.ts';
import { type PerfectPredictor, perfectPredictor } from '../../../models/logistic/separation.ts';
import type { Group } from '../../../relation/requests.ts';

const stands = 'the unadjusted effect stands.';

function refusal(check: string, column: string, says: string, mend: string): Finding {
  return { check, about: { column }, verdict: 'refuse', says, mend };
}

export const notBinary = (outcome: string): Finding =>
  refusal(
    'binary-outcome',
    outcome,
    `${outcome} holds other values than 0 and 1, so it has no logistic regression.`,
    'Adjust it by a linear regression (`lin`).',
  );

/** An arm where the outcome never changes has an infinite coefficient, whatever the covariates. */
export function certainArm(arms: readonly Group[], outcome: string): Finding | undefined {
  for (const { key, moments: m } of arms) {
    const events = eventsIn(m, outcome);
    if (events > 0 && events < m.n) continue;
    const says = `${outcome} is ${events === 0 ? 0 : 1} on all ${sayCount(m.n)} units of arm ${key[0]}: the logistic regression would give that arm an infinite coefficient.`;
    return refusal('separation', outcome, says, `Read the difference of shares, whose score interval holds all the same: ${stands}`);
  }
  return undefined;
}

/** A column of zeros and ones, or the level of a factor without a column, on which the outcome never changes. */
export function perfectCovariate({ cells }: ArmFitting, factors: readonly string[], outcome: string): Finding | undefined {
  for (const cell of cells) {
    const perfect = perfectPredictor(cell);
    if (perfect) return perfectRefusal(cell.name, perfect, outcome);
  }
  for (const factor of factors) {
    const levels = cells.filter(({ name }) => name.startsWith(`${factor}=`) || name === `${factor} is missing`);
    if (levels.length === 0) continue;
    const { n, events } = levels[0];
    const [ones, both] = [levels.reduce((sum, x) => sum + x.ones, 0), levels.reduce((sum, x) => sum + x.both, 0)];
    const perfect = perfectPredictor({ n, ones: n - ones, events, both: events - both });
    if (perfect?.value === 1) return perfectRefusal(`${factor}, its first level,`, perfect, outcome);
  }
  return undefined;
}

function perfectRefusal(name: string, { rows, value, outcome: is }: PerfectPredictor, outcome: string): Finding {
  const says = `${outcome} is ${is} on all ${sayCount(rows)} units where ${name} is ${value}: ${name} predicts it perfectly, and its coefficient would be infinite.`;
  return refusal('separation', outcome, says, `Take it out of the covariates, or merge that level with another; ${stands}`);
}

export function separatedRefusal({ columns, iterations }: Diverging, outcome: string): Finding {
  const one = columns.length === 1;
  const says = `${columns.join(', ')} ${one ? 'tells' : 'together tell'} units with ${outcome} from units without it, some of them with certainty (separation): after ${iterations} steps the likelihood still rises along ${one ? 'it' : 'them'}, and the coefficient${one ? '' : 's'} would be infinite.`;
  return refusal(
    'separation',
    outcome,
    says,
    `Take ${one ? 'it' : 'one of them'} out of the covariates, or look whether it is made from the outcome; ${stands}`,
  );
}

export function convergenceRefusal({ iterations, distance }: NotConverged, outcome: string): Finding {
  const says = `The logistic regression of ${outcome} has not converged after ${iterations} steps: the next would be ${distance.toPrecision(2)} standard errors long.`;
  return refusal('convergence', outcome, says, `Rescale covariates with extreme values, or take them out; ${stands}`);
}

export function repeatingColumns(columns: readonly string[], outcome: string): Finding {
  const says = `The columns of the logistic regression of ${outcome} (${columns.join(', ')}) repeat one another to twelve digits.`;
  return refusal('condition-number', outcome, says, `Take one of the near-duplicates out; ${stands}`);
}

export function tooManyColumns(n: number, coefficients: number, outcome: string): Finding {
  const says = `${sayCount(n)} units cannot carry ${coefficients} coefficients of a logistic regression of ${outcome}.`;
  return refusal('residual-freedom', outcome, says, `Take covariates out, or wait for more units; ${stands}`);
}

/** Fewer events, or non-events, for each coefficient: the estimates of a logistic regression lean away from zero. */
const eventsPerCoefficient = 10;

export function sparseFinding(arms: readonly Group[], coefficients: number, outcome: string): readonly Finding[] {
  const units = arms.reduce((sum, { moments: m }) => sum + m.n, 0);
  const events = arms.reduce((sum, { moments: m }) => sum + eventsIn(m, outcome), 0);
  const fewer = Math.min(events, units - events);
  if (fewer >= eventsPerCoefficient * coefficients) return [];
  return [
    {
      check: 'sparse-events',
      about: { column: outcome },
      verdict: 'warn',
      statistic: fewer / coefficients,
      threshold: eventsPerCoefficient,
      says: `${outcome} has ${sayCount(fewer)} ${events <= units - events ? 'events' : 'non-events'} for ${coefficients} coefficients: fewer than ${eventsPerCoefficient} each, and odds ratios of a logistic regression then lean away from one.`,
      mend: 'Adjust for fewer covariates, or read the adjusted effect of a linear regression.',
    },
  ];
}

/** With fewer clusters than this the sandwich is too small, and t with clusters less one does not correct it. */
const fewClusters = 40;

export function fewClustersFinding(clusters: number | undefined, cluster: string | undefined, outcome: string): readonly Finding[] {
  if (clusters === undefined || cluster === undefined || clusters >= fewClusters) return [];
  return [
    {
      check: 'few-clusters',
      about: { column: outcome },
      verdict: 'warn',
      statistic: clusters,
      threshold: fewClusters,
      says: `The errors of ${outcome} come from ${clusters} clusters (${cluster}): with fewer than ${fewClusters} the interval of a logistic regression is too short.`,
      mend: 'Read the clustered effect of a linear regression, whose variance is corrected for few clusters.',
    },
  ];
}
