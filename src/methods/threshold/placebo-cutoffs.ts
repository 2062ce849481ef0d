import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayNumber, sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { measureOf, sayEffect } from '../../estimate/unit.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import type { SideName } from '../../inference/threshold/sides.ts';
import { quantile } from '../../math/quantile.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Analysed, CutoffRows } from './analysed.ts';
import { checkEffect } from './check-of.ts';
import { atCutoff, unitAt } from './estimate.ts';
import { type HeldJump, heldTogether, jumpColumns, surestJump, toldJump } from './held-jumps.ts';
import { jumpAt } from './jump.ts';
import { type AtThreshold, example, primaryThresholdOf, roundsOn, type ThresholdOptions } from './options.ts';

const source =
  'Imbens & Lemieux (2008), Journal of Econometrics 142; Cattaneo, Idrobo & Titiunik (2020), A Practical Introduction to Regression Discontinuity Designs';

/** Of the scores of a side by itself. */
const shares = [0.25, 0.5, 0.75];

/**
 * Does the outcome jump where nothing changes? Then it may jump at the cutoff for no other reason.
 *
 * Model   the jump of the outcome at the quartiles of the score of each side, from rows of that side alone, by local polynomials, their bias taken out; held together by Holm. Warns below p = 0.05 and fails, and holds, below 0.001.
 * Shapes  the rows of `thresholdEffect`. With several cutoffs quartiles are those of the rows of each, and jumps their average.
 * Units   outcome units; of a logged decision the jump of the outcome is shown, also at the cutoff itself.
 * Errors  where no placebo can be tested the finding warns, and says so.
 * Source  Imbens & Lemieux (2008). Parity: rdrobust at each of them.
 */
export const placeboCutoffs = question<ThresholdOptions>(
  {
    id: 'placebo-cutoffs',
    title: 'Effects at cutoffs where there is none',
    source,
    docs: 'docs/checks/placebo-cutoffs.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: primaryThresholdOf,
    example,
  },
  (options): Asking<Answer> =>
    checkEffect(options, ({ analysed }, c) => {
      const jumps = placebosOf(analysed, c);
      return { findings: [placeboFinding(jumps, analysed, c)], ...(jumps.length > 0 && { exhibits: [figure(jumps, analysed, c)] }) };
    }),
);

function placebosOf(analysed: Analysed, c: AtThreshold): readonly HeldJump[] {
  const { factor } = measureOf(unitAt(analysed, c));
  const found = (['below', 'above'] as const).flatMap((side) =>
    shares.flatMap((share) => {
      const { moved, label } = placeboAt(analysed, side, share);
      const jump = jumpAt(moved, c);
      return 'refused' in jump ? [] : [{ label, jump, factor }];
    }),
  );
  return heldTogether(found, c);
}

/** The rows of one side, less a quantile of their score. */
function placeboAt({ cutoffs }: Analysed, side: SideName, share: number): { readonly moved: readonly CutoffRows[]; readonly label: string } {
  const moved = cutoffs.flatMap(({ cutoff, data: { score, outcome, cluster } }) => {
    const places = Int32Array.from(score.keys()).filter((i) => score[i] < 0 === (side === 'below'));
    if (places.length === 0) return [];
    const own = Float64Array.from(places, (i) => score[i]);
    const from = quantile(own, share);
    const data = {
      score: own.map((x) => x - from),
      outcome: Float64Array.from(places, (i) => outcome[i]),
      ...(cluster && { cluster: Int32Array.from(places, (i) => cluster[i]) }),
    };
    return [{ cutoff: cutoff + from, data }];
  });
  const which = `${100 * share} % of those ${side === 'below' ? 'below' : 'from it on'}`;
  return { moved, label: moved.length === 1 ? `${sayNumber(moved[0].cutoff)} (${which})` : which };
}

function placeboFinding(jumps: readonly HeldJump[], analysed: Analysed, c: AtThreshold): Finding {
  const about = { column: c.outcome };
  const { running } = c.threshold;
  if (jumps.length === 0) {
    return {
      check: 'placebo-cutoffs',
      about,
      verdict: 'warn',
      says: `No placebo cutoff of ${running} can be tested: too few rows, scores or values of ${c.outcome} lie on a side by themselves.`,
      mend: 'Bring more rows of both sides, or look at the plot of the outcome by the score.',
    };
  }
  const { label, value, low, high, pValue, adjusted } = surestJump(jumps);
  const unit = unitAt(analysed, c);
  const said = (x: number): string => sayEffect(x / measureOf(unit).factor, unit);
  const together = jumps.length === 1 ? sayP(pValue) : `${sayP(adjusted)}, held together with ${jumps.length - 1} more`;
  return judgedBy(
    pValueLimits.placeboCutoffs,
    {
      check: 'placebo-cutoffs',
      about,
      statistic: value,
      pValue: adjusted,
      threshold: pValueLimits.placeboCutoffs.failBelow,
      says: `Of ${jumps.length} cutoffs of ${running} at which nothing changes ${c.outcome} jumps most surely at ${label}: by ${said(value)} (from ${said(low)} to ${said(high)}; ${together}).`,
    },
    `Find out what else changes at ${label}; or look at whether ${c.outcome} bends there, and write a narrower bandwidth or \`inference: bias-aware\` with a curvature that allows it.`,
  );
}

function figure(jumps: readonly HeldJump[], analysed: Analysed, c: AtThreshold): Exhibit {
  const { running } = c.threshold;
  const where = atCutoff(analysed, c);
  const own = jumpAt(
    analysed.cutoffs.map(({ cutoff, data: { score, outcome, cluster } }) => ({ cutoff, data: { score, outcome, ...(cluster && { cluster }) } })),
    c,
  );
  const { factor } = measureOf(unitAt(analysed, c));
  const cutoff = 'refused' in own ? [] : [{ ...toldJump({ label: where, jump: own, factor }, c), note: 'the cutoff' }];
  const says = `Jumps of ${c.outcome} ${where} of ${running} and where nothing changes, from rows of one side each; without covariates.`;
  return {
    id: `placebo-cutoffs:${c.outcome}`,
    title: `${c.outcome} at the cutoff and at placebos`,
    kind: 'intervals',
    says,
    alt: says,
    columns: jumpColumns([...cutoff, ...jumps.map((jump) => ({ ...jump, note: sayP(jump.pValue) }))]),
    marks: [{ at: 0, label: 'no jump' }],
  };
}
