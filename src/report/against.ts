import type { Estimate } from '../estimate/estimate.ts';
import { leavesZeroOut } from '../estimate/leaves-zero-out.ts';
import { measureOf } from '../estimate/unit.ts';
import type { GuardrailVerdict, OutcomeWords, StudyResult } from '../study/result.ts';
import { declared, percentOfControl } from './format/unit.ts';
import { guardrailOf, isUnjudged } from './look-up.ts';
import type { Sign } from './words.ts';

type Word = Pick<Sign, 'icon' | 'word' | 'tone'>;

const unclear: Word = { icon: '·', word: 'not told from zero', tone: 'quiet' };

/** The margin as declared: `0.5 pp`, or `5 % of the control arm` (short: `5 %`). */
export function toleranceText(guardrail: GuardrailVerdict, estimate: Estimate | undefined, words: 'short' | 'full' = 'full'): string {
  if (guardrail.relative) return `${declared(guardrail.tolerance, percentOfControl)}${words === 'short' ? '' : ' of the control arm'}`;
  return estimate ? declared(guardrail.tolerance, measureOf(estimate.estimand.unit, words)) : String(guardrail.tolerance);
}

export function worthwhileText(outcome: OutcomeWords, estimate: Estimate, words: 'short' | 'full' = 'full'): string | undefined {
  return outcome.worthwhile === undefined ? undefined : declared(Math.abs(outcome.worthwhile), measureOf(estimate.estimand.unit, words));
}

/** What the outcome's interval is compared with beside zero. */
export function comparedWith({ worthwhile, better }: OutcomeWords): readonly number[] {
  return worthwhile === undefined ? [] : [better === 'higher' ? Math.abs(worthwhile) : -Math.abs(worthwhile)];
}

/** An interval wholly on the bad side says so, also where the tolerance allows it. */
function guardrailWord(guardrail: GuardrailVerdict, estimate: Estimate, tolerance: string): Word {
  const isWorse = estimate.standardError !== 0 && estimate.interval.pieces.length === 1 && ends(estimate, guardrail.better).best < 0;
  if (guardrail.verdict === 'fail') return { icon: '✗', word: `beyond tolerance (${tolerance})`, tone: 'bad' };
  if (isWorse && guardrail.verdict === 'pass') return { icon: '✓', word: `worse, within tolerance (${tolerance})`, tone: 'caution' };
  if (isWorse) return { icon: '!', word: `worse, maybe beyond tolerance (${tolerance})`, tone: 'caution' };
  if (guardrail.verdict === 'pass') return { icon: '✓', word: `within tolerance (${tolerance})`, tone: 'good' };
  return { icon: '!', word: `inconclusive (tolerance ${tolerance})`, tone: 'caution' };
}

/** The interval's ends with the good direction upwards. */
function ends(estimate: Estimate, better: 'higher' | 'lower'): { readonly worst: number; readonly best: number } {
  const { pieces } = estimate.interval;
  const low = Math.min(...pieces.map((p) => p.low ?? -Infinity));
  const high = Math.max(...pieces.map((p) => p.high ?? Infinity));
  return better === 'higher' ? { worst: low, best: high } : { worst: -high, best: -low };
}

/**
 * How an outcome stands against what matters, in words: the guardrail's own verdict, else where the interval lies.
 * The decision is taken elsewhere; this only says what the picture shows.
 */
export function against(outcome: OutcomeWords, estimate: Estimate, guardrail: GuardrailVerdict | undefined, words: 'short' | 'full' = 'full'): Word {
  if (guardrail) return guardrailWord(guardrail, estimate, toleranceText(guardrail, estimate, words));
  if (estimate.standardError === 0 || estimate.interval.pieces.length === 0) return { ...unclear, word: 'inconclusive' };
  const { worst, best } = ends(estimate, outcome.better);
  const worthwhile = worthwhileText(outcome, estimate, words);
  if (leavesZeroOut(estimate.interval.pieces) && worst < 0 && best > 0) return { ...unclear, word: 'not zero, but its direction is open' };
  const isCost = outcome.role === 'cost';
  if (best < 0) return isCost ? { icon: '·', word: 'costs more', tone: 'quiet' } : { icon: '✗', word: 'worse', tone: 'bad' };
  if (worthwhile === undefined) return worst > 0 ? { icon: '✓', word: isCost ? 'costs less' : 'better', tone: 'good' } : unclear;
  const margin = Math.abs(outcome.worthwhile ?? 0);
  if (worst >= margin) return { icon: '✓', word: `${outcome.better === 'higher' ? 'above' : 'beyond'} the worthwhile effect (${worthwhile})`, tone: 'good' };
  const reach = best < margin ? `below the worthwhile effect (${worthwhile})` : `may be less than worthwhile (${worthwhile})`;
  return worst > 0 ? { icon: '!', word: `better, ${reach}`, tone: 'caution' } : { ...unclear, word: `not told from zero, ${reach}` };
}

const unjudged: Word = { icon: '·', word: 'cannot be judged', tone: 'quiet' };

/** The same for an outcome of a result, whose checks may leave it open. */
export function standing(result: StudyResult, outcome: OutcomeWords, estimate: Estimate, words: 'short' | 'full' = 'full'): Word {
  return isUnjudged(result, outcome) ? unjudged : against(outcome, estimate, guardrailOf(result, outcome), words);
}

/** Where the net value's interval lies. */
export function againstZero(result: StudyResult, estimate: Estimate): Word {
  const { outcome: name, contrast } = estimate.estimand;
  if (isUnjudged(result, { name, arm: contrast.treatment })) return unjudged;
  const { word, ...rest } = against({ name: estimate.estimand.outcome, role: 'secondary', better: 'higher' }, estimate, undefined);
  return { ...rest, word: word === 'better' ? 'above zero' : word === 'worse' ? 'below zero' : word };
}
