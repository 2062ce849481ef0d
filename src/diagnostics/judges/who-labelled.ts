import type { Finding } from '../../estimate/finding.ts';
import { sayP, sayShare } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { column, divide, indicator, is, isKnown, number, or, subtract, sum, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import { auditWeight, isAudited } from '../../protocol/audited.ts';
import type { Measured } from '../../protocol/measured.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { derive, type Step, where } from '../../relation/steps.ts';
import { after } from '../../relation/within.ts';
import { balance } from '../balance.ts';
import { drawnApart } from './drawn-apart.ts';

interface Options extends Pick<Measured, 'human'>, Partial<Pick<Measured, 'audited' | 'sampling'>> {
  readonly outcome: string;
  readonly annotators: readonly string[];
  readonly assignment: string;
  readonly cluster?: string;
  readonly blocks?: string;
}

/** An arm, control first, with moments of `labelled` shares over its audit. */
interface ArmShares {
  readonly arm: string;
  readonly m: Moments;
}

/** Column of a person's share of the labels of a unit. */
export const labelled = (annotator: string): string => `estimand:labelled by ${annotator}`;

/** How many people labelled a unit. */
export const countOf = (annotators: readonly string[]): Expression => sum(annotators.map((name) => indicator(isKnown(column(name)))));

/** How much of a unit's label each person gave. */
export const sharesOf = ({ annotators }: Pick<Options, 'annotators'>): Readonly<Record<string, Expression>> =>
  Object.fromEntries(annotators.map((name) => [labelled(name), divide(indicator(isKnown(column(name))), countOf(annotators))]));

const limits = pValueLimits.annotators;
const [treated, everywhere] = ['estimand:treated', 'estimand:everywhere'];

/**
 * Did the same people label both arms? Where somebody stricter labelled more of one arm, the effect has it in.
 *
 * Model   each person's share of the labels of a unit, all but one person's since they add up to one, weighted as the audit: Hotelling's test, an alarm confirmed by
 *         permutation (`balance`); where units lie together a score test by cluster or pair (`drawnApart`). Bonferroni over arms. An arm that people labelled who
 *         labelled none of the other fails without a test.
 */
export function* whoLabelled(o: Options, arms: readonly ArmShares[]): Asking<readonly Finding[]> {
  const [control, ...treatments] = arms;
  if (treatments.length === 0) return [];
  const widest = treatments
    .flatMap(({ arm, m }) => o.annotators.map((name) => ({ arm, name, of: meanOf(m, labelled(name)), before: meanOf(control.m, labelled(name)), m })))
    .reduce((a, b) => (Math.abs(b.of - b.before) > Math.abs(a.of - a.before) ? b : a));
  const { arm, name, of, before } = widest;
  const shared = { check: 'annotators-by-arm', about: { column: o.outcome, arm }, statistic: of - before };
  const says = `${name} gave ${sayShare(of)} of the labels of ${o.outcome} in arm ${arm} and ${sayShare(before)} in control`;
  if (Math.abs(of - before) < 1e-9) return [{ ...shared, verdict: 'pass', says: `${says}, as all people gave the same share in all arms.` }];
  const split = [widest.m, control.m].every((m) => !(varianceOf(m, labelled(name)) > 1e-12));
  if (split)
    return [{ ...shared, verdict: 'fail', identification: true, ...told(`${says}, of every unit alike, so that arms and people cannot be told apart`) }];
  const pValue = yield* tested(o, arms);
  if (pValue === undefined) return [{ ...shared, verdict: 'pass', says: `${says}; whether that is chance cannot be tested on so few labels.` }];
  const largest = `${says}, the largest of such differences (${sayP(pValue)})`;
  const { says: doubt, mend } = told(largest);
  const found = { ...shared, pValue, threshold: limits.failBelow, canHold: true as const };
  const verdict = verdictOf(pValue, limits);
  if (verdict === 'pass') return [{ ...found, verdict, says: `${largest}, as chance has it.` }];
  return [verdict === 'warn' ? { ...found, verdict, says: doubt, mend } : { ...found, verdict, identification: true, says: doubt, mend }];
}

const told = (says: string) => ({
  says: `${says}: where one is stricter than another, the effect has that in it.`,
  mend: 'Let the same people label all arms, each an equal share of every arm drawn at random and without knowing the arm; or let all of them label the same units.',
});

/** Each person's share, all but the first's, less what it is over all arms, by what the audit weighs: of mean zero in every arm where people are those of the others. */
function sharesOver(o: Options, arms: readonly ArmShares[]): { readonly names: readonly string[]; readonly steps: readonly Step[] } {
  const total = arms.reduce((sum, { m }) => sum + m.weight, 0);
  const names = o.annotators.slice(1).map(labelled);
  const centred = Object.fromEntries(
    names.map((name) => {
      const overall = arms.reduce((sum, { m }) => sum + m.weight * meanOf(m, name), 0) / total;
      return [name, times(auditWeight(o), subtract(column(name), overall))];
    }),
  );
  return { names, steps: [derive(centred)] };
}

function* tested(o: Options, arms: readonly ArmShares[]): Asking<number | undefined> {
  const { assignment, cluster, blocks } = o;
  const [control, ...treatments] = arms.map(({ arm }) => arm);
  const { names, steps } = sharesOver(o, arms);
  const audit = [where(isAudited(o)), derive(sharesOf(o)), ...steps];
  if (cluster === undefined && blocks === undefined) {
    const { findings } = yield* after(balance({ assignment, control, covariates: names }), audit);
    return findings[0]?.pValue;
  }
  const found = yield* all(
    treatments.map((arm) => {
      const both = where(or(is(column(assignment), arm), is(column(assignment), control)));
      const coded = derive({ [treated]: indicator(is(column(assignment), arm)), [everywhere]: number(1) });
      return after(drawnApart({ audited: treated, assignment: everywhere, covariates: names, sampling: undefined, cluster, blocks }), [...audit, both, coded]);
    }),
  );
  const p = found.flatMap((one) => one?.pValue ?? []);
  return p.length === 0 ? undefined : Math.min(1, treatments.length * Math.min(...p));
}
