import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { column, indicator, is, isKnown, number, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { armDesign } from '../../models/arm-design.ts';
import { multinomialRegression } from '../../models/multinomial/multinomial.ts';
import { mergeAll } from '../../moments/merge.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Step } from '../../relation/steps.ts';
import { chanceColumns } from './chance-columns.ts';
import { byTaken, ofDraws, takenChance } from './log-expressions.ts';
import type { LoggedChances, Settled } from './options.ts';

/** The probabilities with which actions were taken, as expressions of a row. */
export interface Chances {
  readonly taken: Expression;
  /** By action, where those of all actions are known. */
  readonly of?: (action: string) => Expression;
  /** The steps that make shared columns: first the chances of policies that are not rule lists. */
  readonly before: readonly Step[];
  /** Columns that the scores read. */
  readonly derived: Readonly<Record<string, Expression>>;
  /** Where chances were estimated: the row's scores in that regression, by which its error is taken out. None where they were logged. */
  readonly scores: Readonly<Record<string, Expression>>;
  readonly findings: readonly Finding[];
}

/** The probabilities as logged, or estimated where that is asked for. A finding where they cannot be estimated. */
export function* chancesOf(s: Settled): Asking<Chances | Finding> {
  const { propensities: p } = s;
  const before = chanceColumns(s);
  if (p.kind !== 'estimated')
    return {
      before,
      taken: takenChance(s),
      derived: {},
      scores: {},
      findings: [],
      ...everyAction(s, p),
    };
  const design = yield* armDesign({ assignment: s.action, arms: s.actions }, s.covariates);
  const known = s.actions.filter((action) => design.groups.some(({ key, moments: m }) => key[0] === action && m.n > 0));
  if (known.length < 2) return notEstimable(s, 'only one action was taken');
  const whole = mergeAll(design.groups.filter(({ key, moments: m }) => known.includes(key[0]) && m.n > 0).map((g) => g.moments));
  const means = Float64Array.from(design.columns, ({ name }) => meanOf(whole, name));
  const fit = yield* multinomialRegression({ of: s.action, levels: known, columns: design.columns, means, where: isKnown(column(s.action)) });
  if (fit.kind === 'no-convergence')
    return notEstimable(s, `the regression did not settle in ${fit.iterations} steps, because the context tells some action with certainty`);
  const residual = (action: string): string => `estimand:score:${action}`;
  const scored = known.slice(1);
  return {
    before,
    taken: byTaken({ action: s.action, actions: known }, fit.chance),
    of: (action) => (known.includes(action) ? fit.chance(action) : number(0)),
    derived: Object.fromEntries(scored.map((action) => [residual(action), subtract(indicator(is(column(s.action), action)), fit.chance(action))])),
    scores: Object.fromEntries(
      scored.flatMap((action) => [
        [`score ${action}`, column(residual(action))],
        ...design.columns.map(({ name, expression }, j) => [`score ${action} ${name}`, times(column(residual(action)), subtract(expression, means[j]))]),
      ]),
    ),
    findings: [
      estimatedFinding(
        s,
        design.columns.map(({ name }) => name),
        fit.n,
      ),
    ],
  };
}

/** The chances of all actions: logged, or of two actions the one and what it leaves to the other. */
function everyAction({ action, actions }: Settled, p: Exclude<LoggedChances, { kind: 'estimated' }>): Pick<Chances, 'of'> {
  if (p.kind === 'by-action') return { of: (name) => ofDraws(p.chances[name], p.draws) };
  if (actions.length !== 2) return {};
  return { of: (name) => ofDraws(when(is(column(action), name), p.chance, subtract(1, p.chance)), p.draws) };
}

const estimatedFinding = ({ action }: Settled, names: readonly string[], rows: number): Finding => ({
  check: 'estimated-propensities',
  about: { column: action },
  verdict: 'warn',
  statistic: rows,
  says: `No probabilities were logged: that of each ${action} is estimated by a logistic regression on ${names.length > 0 ? names.join(', ') : 'nothing, so it is the same everywhere'}, over ${sayCount(rows)} rows. Anything else that the router looked at is not adjusted for.`,
  mend: 'Log the probability with which the router drew each action; until then every gain rests on the context columns being all that it saw.',
});

const notEstimable = ({ action }: Settled, why: string): Finding => ({
  check: 'estimated-propensities',
  about: { column: action },
  verdict: 'refuse',
  identification: true,
  says: `The probabilities of ${action} cannot be estimated: ${why}.`,
  mend: 'Log the probability with which the router drew each action, and let it draw.',
});
