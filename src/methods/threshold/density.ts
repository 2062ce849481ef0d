import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber, sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import { holm } from '../../inference/multiplicity/step-wise.ts';
import { type CountTest, countTests, countWindows } from '../../inference/threshold/density/count-tests.ts';
import type { DensityRefusal, DensityTest } from '../../inference/threshold/density/density-test.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import type { CutoffRows } from './analysed.ts';
import { type AskedRows, knownScores } from './ask-rows.ts';
import { checkRows } from './check-of.ts';
import { atCutoff } from './estimate.ts';
import { hasFewScores } from './found.ts';
import { columnAtCutoffs } from './jump.ts';
import { type AtThreshold, example, primaryThresholdOf, roundsOn, type ThresholdOptions } from './options.ts';
import { densityOf } from './score-density.ts';

const source = 'Cattaneo, Jansson & Ma (2020), JASA 115; McCrary (2008), Journal of Econometrics 142; Cattaneo, Titiunik & Vazquez-Bare (2017), JPAM 36';

/**
 * Were scores moved across the cutoff? Then there are too many on one side of it, and rows on both sides are not alike.
 *
 * Model   the density of the score just below and just from the cutoff on, by local polynomials of its distribution; several cutoffs are held together by Holm. Beside it exact tests of
 *         equal chances in ten windows. Warns below p = 0.05 and fails, and holds, below 0.001. Where a side has few distinct scores, or rows come in clusters, it only warns.
 * Shapes  all rows with a score, those within a donut among them.
 * Units   densities of rows at one cutoff, for one of the score.
 * Errors  where no density can be had the finding warns, and says so.
 * Source  Cattaneo, Jansson & Ma (2020); McCrary (2008). Parity: rddensity.
 */
export const density = question<ThresholdOptions>(
  {
    id: 'density',
    title: 'Scores that were moved across the cutoff',
    source,
    docs: 'docs/checks/density.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: primaryThresholdOf,
    example,
  },
  (options): Asking<Answer> =>
    checkRows(options, (asked, c) => {
      const found = densitiesOf(asked, c);
      return found.length === 0 ? {} : { findings: [densityFinding(found, c)], exhibits: [countsTable(found, c)] };
    }),
);

interface AtOne extends CutoffRows {
  readonly test: DensityTest | DensityRefusal;
  /** The nearest window first. */
  readonly counts: readonly CountTest[];
}

function densitiesOf(asked: AskedRows, c: AtThreshold): readonly AtOne[] {
  const cutoffs = columnAtCutoffs(asked, new Float64Array(asked.score.length).fill(1), 0);
  return cutoffs.flatMap((at) => {
    // Of one cutoff the rows are those of the figure.
    const found = densityOf(cutoffs.length === 1 ? knownScores(asked) : at.data.score, c.threshold);
    if (!found) return [];
    const { rows, test } = found;
    const reach = { below: -rows.score[0], above: rows.score[rows.score.length - 1] };
    return [{ ...at, test, counts: countTests(rows, countWindows(rows, 'refused' in test ? reach : test.width)) }];
  });
}

const isTested = (at: AtOne): at is AtOne & { readonly test: DensityTest } => !('refused' in at.test);

function densityFinding(found: readonly AtOne[], c: AtThreshold): Finding {
  const { running, cluster } = c.threshold;
  const about = { column: running };
  const tested = found.filter(isTested);
  const where = atCutoff({ cutoffs: found }, c);
  if (tested.length === 0) {
    const [{ test }] = found;
    return {
      check: 'density',
      about,
      verdict: 'warn',
      says: `Whether scores were moved across ${running} ${where} cannot be tested: ${whyNot(test as DensityRefusal)}. ${nearest(found[0])}`,
      mend: 'Ask who could move a score across the cutoff, and log it as finely as it is computed.',
    };
  }
  const adjusted = holm(tested.map(({ test }) => test.pValue));
  const [surest] = tested.map((_, i) => i).sort((i, j) => adjusted[i] - adjusted[j] || tested[i].test.pValue - tested[j].test.pValue);
  const worst = tested[surest];
  const { below, above, statistic } = worst.test;
  const pValue = adjusted[surest];
  const at = found.length === 1 ? where : `at ${worst.cutoff}, the least alike of ${sayCount(tested.length)} cutoffs,`;
  const left = tested.length === found.length ? '' : ` ${sayCount(found.length - tested.length)} other cutoffs cannot be tested.`;
  const says = `The density of ${running} ${at} is ${sayNumber(below.density)} just below and ${sayNumber(above.density)} from there on (${sayP(pValue)}). ${nearest(worst)}${left}`;
  const mend =
    'Find out who or what can move a score across the cutoff; compare only rows that nobody could move, or read `donut` beside it, and do not read the effect until it is known.';
  const known = { check: 'density', about, statistic, pValue, threshold: pValueLimits.density.failBelow } as const;
  const few = found.some(({ data }) => hasFewScores(data));
  if (!few && cluster === undefined) return judgedBy(pValueLimits.density, { ...known, says }, mend);
  const why = few ? `${running} has few distinct values, which no density is like` : `rows of one ${cluster} may lie together`;
  if (pValue >= pValueLimits.density.warnBelow) return { ...known, verdict: 'pass', says };
  return { ...known, verdict: 'warn', says: `${says} The p-value is rough: ${why}.`, mend };
}

function whyNot(test: DensityRefusal): string {
  switch (test.refused) {
    case 'too-few-scores':
      return `there are fewer than ${test.least} distinct scores near it on a side`;
    case 'no-variance':
      return 'the density near it has no error that could be told';
    case 'no-rows':
      return `no row lies ${test.side === 'below' ? 'below' : 'from it on'}`;
  }
}

function nearest({ counts: [{ window, below, above }] }: AtOne): string {
  const reach = Math.max(window.below, window.above);
  return `Within ${sayNumber(reach)} of it ${sayCount(below)} ${below === 1 ? 'row lies' : 'rows lie'} just below and ${sayCount(above)} from there on.`;
}

function countsTable(found: readonly AtOne[], c: AtThreshold): Exhibit {
  const { running } = c.threshold;
  const rows = found.flatMap(({ cutoff, counts }) => counts.map((count) => ({ cutoff, ...count })));
  const says = `Rows on both sides of the cutoff of ${running}. ${nearest(found[0])}`;
  return {
    id: `density:${running}`,
    title: `Rows just on either side of the cutoff of ${running}`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      ...(found.length > 1 && { cutoff: rows.map(({ cutoff }) => cutoff) }),
      'within, below': rows.map(({ window }) => window.below),
      'within, from there on': rows.map(({ window }) => window.above),
      'rows below': rows.map(({ below }) => below),
      'rows from there on': rows.map(({ above }) => above),
      'p, equal chances': rows.map(({ pValue }) => pValue),
    },
  };
}
