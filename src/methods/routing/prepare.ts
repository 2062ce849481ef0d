import { EstimandError } from '../../errors/estimand-error.ts';
import type { Finding } from '../../estimate/finding.ts';
import { column, isKnown, not } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { DesignColumn } from '../../models/arm-columns.ts';
import { type ArmDesign, armDesign } from '../../models/arm-design.ts';
import { mergeAll } from '../../moments/merge.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import { checkLog } from './check-log.ts';
import { loggedMeasure, usable } from './log-expressions.ts';
import type { LoggedOutcome, Settled } from './options.ts';
import { type RewardFit, rewardFits } from './reward-fits.ts';

/** An outcome of the log, with reward models: what every estimator starts from. */
export interface Prepared {
  readonly outcome: LoggedOutcome;
  readonly measure: Expression;
  /** The mean outcome: what sums are taken about. */
  readonly centre: number;
  /** Rows that count: those with an action and the outcome. */
  readonly where: Expression;
  readonly columns: readonly DesignColumn[];
  /** What context columns are taken about: nothing, but where they lie so far from zero that digits would be lost. */
  readonly from: readonly number[];
  readonly fits: readonly RewardFit[];
  /** By action, in their order; those that were never taken have none. */
  readonly groups: readonly Group[];
  readonly whole: Moments;
  readonly n: number;
  readonly binary: boolean;
  readonly design: Pick<ArmDesign, 'imputed' | 'merged'>;
  /** Rows that are left out because they are in no cluster. */
  readonly unclustered: number;
}

/**
 * The rows of each outcome by action, and regressions of the outcome on the context within each action. One round, two where context is missing.
 *
 * Errors  log-empty, action-unknown, those of `checkLog`, and those of a regression (covariates-collinear, covariate-missing ...).
 */
export function* prepared(s: Settled, modelled: boolean): Asking<readonly (Prepared | Finding)[]> {
  const [designs, unclustered] = yield* all([all(s.outcomes.map((outcome) => designOf(s, outcome, modelled))), askUnclustered(s), checkLog(s)]);
  return designs.map((design, i) => preparedFrom(s, s.outcomes[i], design, unclustered));
}

/** Rows of all actions that a level of the context needs for a column of its own in the reward models. */
const leastRows = 20;

function designOf(s: Settled, outcome: LoggedOutcome, modelled: boolean): Asking<ArmDesign> {
  const compared = { assignment: s.action, arms: s.actions, leastUnits: leastRows, outcome: { name: outcome.name, measure: loggedMeasure(outcome) } };
  const counted = s.cluster === undefined ? compared : { ...compared, where: isKnown(column(s.cluster)) };
  return armDesign(counted, modelled ? s.covariates : []);
}

/** Counts rows in no cluster, where errors are added up by cluster. */
function* askUnclustered({ cluster }: Settled): Asking<number> {
  const replies = yield* all(cluster === undefined ? [] : [ask(moments({ columns: {}, where: not(isKnown(column(cluster))) }))]);
  return replies[0]?.groups[0]?.moments.n ?? 0;
}

function preparedFrom(s: Settled, outcome: LoggedOutcome, design: ArmDesign, unclustered: number): Prepared | Finding {
  const stray = design.groups.find(({ key }) => !s.actions.includes(key[0]));
  if (stray) throw new EstimandError('action-unknown', { column: s.action, action: stray.key[0], rows: stray.moments.n + stray.dropped, known: s.actions });
  const groups = s.actions.flatMap((action) => design.groups.filter(({ key }) => key[0] === action));
  const known = groups.filter(({ moments: m }) => m.n > 0);
  if (known.length === 0) throw new EstimandError('log-empty', { action: s.action, outcome: outcome.name });
  const whole = mergeAll(known.map((g) => g.moments));
  const centre = meanOf(whole, outcome.name);
  if (comomentOf(whole, outcome.name, outcome.name) <= whole.n * (1e-12 * centre) ** 2) return constantOutcome(outcome.name, centre);
  const names = design.columns.map(({ name }) => name);
  return {
    outcome,
    measure: loggedMeasure(outcome),
    centre,
    where: usable(s, outcome),
    columns: design.columns,
    from: names.map((name) => (Math.abs(meanOf(whole, name)) > 1000 * Math.sqrt(comomentOf(whole, name, name) / whole.n) ? meanOf(whole, name) : 0)),
    fits: rewardFits(known, names, outcome.name, s.action),
    groups,
    whole,
    n: whole.n,
    binary: design.integer[outcome.name] === true && groups.every(({ moments: m }) => holdsOnesAndZeros(m, outcome.name)),
    design,
    unclustered,
  };
}

const constantOutcome = (outcome: string, value: number): Finding => ({
  check: 'constant-outcome',
  about: { column: outcome },
  verdict: 'refuse',
  says: `${outcome} is ${value} on every row, so no policy can be told from another by it.`,
  mend: 'Check how the column is made, or take the outcome out of the study.',
});

/** Of integers: the squares sum to what the values do only where these are 0 and 1. */
function holdsOnesAndZeros(m: Moments, name: string): boolean {
  if (m.n === 0) return true;
  const share = meanOf(m, name);
  return share >= 0 && share <= 1 && Math.abs(comomentOf(m, name, name) / m.n + share * share - share) <= 1e-9;
}

/** Rows by action. */
export const rowsOfAction = (p: Prepared, action: string): number => p.groups.find(({ key }) => key[0] === action)?.moments.n ?? 0;

/** Logistic reward models are for outcomes of 0 and 1; others have linear ones. */
export const isLogistic = (s: Settled, { binary }: Prepared): boolean => s.rewardModel === 'logistic' && binary;
