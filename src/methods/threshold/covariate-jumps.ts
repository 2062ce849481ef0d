import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP, saySigned } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import type { AskedRows } from './ask-rows.ts';
import { checkRows } from './check-of.ts';
import { atCutoff } from './estimate.ts';
import { type HeldJump, heldTogether, jumpColumns, surestJump } from './held-jumps.ts';
import { columnAtCutoffs, jumpAt } from './jump.ts';
import { type AtThreshold, example, primaryThresholdOf, roundsOn, type ThresholdOptions } from './options.ts';

const source =
  'Lee & Lemieux (2010), Journal of Economic Literature 48; Calonico, Cattaneo & Titiunik (2014), Econometrica 82; Holm (1979), Scandinavian Journal of Statistics 6';

/**
 * Does a covariate jump at the cutoff? It was there before the decision, so it cannot, unless rows were sorted or something else changes there.
 *
 * Model   each covariate, and each level of one, as an outcome by local polynomials, their bias taken out, without other covariates; held together by Holm. Warns below p = 0.05 and fails,
 *         and holds, below 0.001.
 * Shapes  all rows with a score and the covariate. Levels that fewer than 20 rows near the cutoff have, or have not, are not tested.
 * Units   standard deviations of the covariate over all rows.
 * Errors  covariate-wide, covariate-mixed. Where none can be tested the finding warns, and says so.
 * Source  Lee & Lemieux (2010); Calonico, Cattaneo & Titiunik (2014). Parity: rdrobust, one covariate at a time.
 */
export const covariateJumps = question<ThresholdOptions>(
  {
    id: 'covariate-jumps',
    title: 'Covariates that jump at the cutoff',
    source,
    docs: 'docs/checks/covariate-jumps.md',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => primaryThresholdOf(protocol).filter(({ covariates = [] }) => covariates.length > 0),
    example: { ...example, covariates: ['p', { factor: 'g' }] },
  },
  (options): Asking<Answer> =>
    checkRows(options, (asked, c) => {
      const { jumps, untested } = jumpsOf(asked, c);
      const where = atCutoff({ cutoffs: columnAtCutoffs(asked, asked.score, 0) }, c);
      return { findings: [jumpsFinding(jumps, untested, where, c)], ...(jumps.length > 0 && { exhibits: [figure(jumps, where, c)] }) };
    }),
);

interface Jumps {
  readonly jumps: readonly HeldJump[];
  readonly untested: readonly string[];
}

function jumpsOf(asked: AskedRows, c: AtThreshold): Jumps {
  const untested: string[] = [];
  const found = [...asked.covariates, ...asked.references].flatMap(({ name, values }) => {
    const deviation = deviationOf(values);
    const cutoffs = columnAtCutoffs(asked, values, c.threshold.donut ?? 0);
    const jump = deviation > 0 && cutoffs.length > 0 ? jumpAt(cutoffs, c) : undefined;
    if (jump && !('refused' in jump)) return [{ label: name, jump, factor: 1 / deviation }];
    untested.push(name);
    return [];
  });
  return { jumps: heldTogether(found, c), untested };
}

/** Of the values that are known. */
function deviationOf(values: Float64Array): number {
  const known = values.filter((x) => !Number.isNaN(x));
  const mean = known.reduce((sum, x) => sum + x, 0) / known.length;
  return known.length > 1 ? Math.sqrt(known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (known.length - 1)) : 0;
}

function jumpsFinding(jumps: readonly HeldJump[], untested: readonly string[], where: string, { threshold: { running } }: AtThreshold): Finding {
  const about = { column: running };
  const left =
    untested.length === 0 ? '' : ` ${untested.join(', ')} cannot be tested: too few rows near it tell ${untested.length === 1 ? 'it' : 'them'} apart.`;
  if (jumps.length === 0) {
    return {
      check: 'covariate-jumps',
      about,
      verdict: 'warn',
      says: `Whether covariates jump ${where} of ${running} is not known.${left}`,
      mend: 'Name covariates that vary near the cutoff, or write a wider bandwidth.',
    };
  }
  const { label, value, pValue, adjusted } = surestJump(jumps);
  const together = jumps.length === 1 ? sayP(pValue) : `${sayP(adjusted)}, held together with ${jumps.length - 1} more`;
  return judgedBy(
    pValueLimits.covariateJumps,
    {
      check: 'covariate-jumps',
      about,
      statistic: value,
      pValue: adjusted,
      threshold: pValueLimits.covariateJumps.failBelow,
      says: `Of covariates ${label} is least alike on both sides ${where} of ${running}: ${saySigned(value)} of its standard deviations where the treatment is (${together}).${left}`,
    },
    `Find out why ${label} differs there: rows may have been sorted across the cutoff, or another rule may begin at it. Do not read the effect until it is known.`,
  );
}

function figure(jumps: readonly HeldJump[], where: string, { threshold: { running, treated } }: AtThreshold): Exhibit {
  const says = `Jumps of covariates ${where} of ${running}, in their standard deviations: of the side with ${treated} less the other. None is expected.`;
  return {
    id: `covariate-jumps:${running}`,
    title: `Covariates at the cutoff of ${running}`,
    kind: 'intervals',
    says,
    alt: says,
    columns: jumpColumns(jumps.map((jump) => ({ ...jump, note: sayP(jump.pValue) }))),
    marks: [{ at: 0, label: 'no jump' }],
  };
}
