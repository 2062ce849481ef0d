import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { areaUnderCurve, cohenKappa, correlation, krippendorffAlpha, type Ratings } from '../../inference/judges/agreement.ts';
import { type Estimated, weightedMean } from '../../inference/judges/influence.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { usualLevel } from '../../protocol/defaults.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { auditedRows, everyJudge, type JudgeOptions, togetherIn } from './audited-rows.ts';

export interface JudgeAgreementOptions extends JudgeOptions {
  readonly level?: number;
}

/** Below this alpha not even tentative conclusions are drawn from ratings (Krippendorff). */
export const tentative = 0.667;

/** More categories than this are scores. */
const mostCategories = 12;

/**
 * How far does a judge agree with people?
 *
 * Model   on audited rows, by the weights of their sampling: correlation; Krippendorff's alpha (interval); Cohen's kappa where both choose among a few whole
 *         numbers; area under the curve where people say 0 or 1. Each with the interval of its influence function.
 * Shapes  the audited rows.
 * Errors  none: fewer than three audited rows are refused.
 * Source  Krippendorff (2004); Cohen (1960); Fleiss, Cohen & Everitt (1969); DeLong, DeLong & Clarke-Pearson (1988).
 */
export const judgeAgreement = question<JudgeAgreementOptions>(
  {
    id: 'judge-agreement',
    title: 'Agreement of a judge with people',
    source: 'Krippendorff (2004), Content Analysis; Cohen (1960); Fleiss, Cohen & Everitt (1969); DeLong, DeLong & Clarke-Pearson (1988)',
    docs: 'docs/checks/judge-agreement.md',
    rounds: { usual: 1, most: 1 },
    plan: (protocol) => everyJudge(protocol).map(({ biases: _, ...o }) => ({ ...o, level: protocol.analysis.level })),
    example: { judge: 'x', human: 'y' },
  },
  function* (options): Asking<Answer> {
    const { judge, human, level = usualLevel } = options;
    const rows = yield* ask(auditedRows(options, {}));
    const { n, columns } = rows;
    const together = togetherIn(rows, options);
    const ratings: Ratings = { n, judge: columns.judge, human: columns.human, weight: (i) => columns.weight[i], together };
    const about = { column: judge };
    if (n < 3) return { estimates: [], findings: [tooFew(judge, n)], exhibits: [] };
    const found = Object.entries(measuresOf(ratings)).flatMap(([name, e]) => (e === undefined ? [] : [{ name, ...withInterval(e, level, together?.count) }]));
    const alpha = found.find(({ name }) => name === 'Krippendorff alpha');
    const says = `On ${sayCount(n)} audited rows ${judge} and ${human} agree by ${found.map(({ name, value, low, high }) => `${name} ${say(value)} [${say(low)}, ${say(high)}]`).join(', ')}`;
    const shared = { check: 'judge-agreement', about, ...(alpha && { statistic: alpha.value }), threshold: tentative };
    if (found.length === 0)
      return {
        estimates: [],
        findings: [
          {
            ...shared,
            verdict: 'warn',
            says: `${judge} and ${human} are the same on every audited row: without variation there is no agreement to measure.`,
            mend: 'Audit rows that differ.',
          },
        ],
        exhibits: [],
      };
    const apart = found.find(({ name }) => name === 'correlation');
    const finding: Finding =
      alpha && alpha.high < tentative
        ? {
            ...shared,
            verdict: 'warn',
            ...(apart && apart.low >= tentative
              ? onAnotherScale(says, ratings, options)
              : {
                  says: `${says}: alpha is below ${tentative}, too little to stand in for people.`,
                  mend: 'Decide by measured outcomes only, which lean on the audit; better instructions, or another judge, would need fewer labels.',
                }),
          }
        : { ...shared, verdict: 'pass', says: `${says}.` };
    const column = (of: 'value' | 'low' | 'high'): readonly number[] => found.map((e) => e[of]);
    return {
      estimates: [],
      findings: [finding],
      exhibits: [
        {
          id: `judge-agreement:${judge}`,
          title: `Agreement of ${judge} with ${human}`,
          kind: 'table',
          says: finding.says,
          alt: finding.says,
          columns: { measure: found.map(({ name }) => name), value: column('value'), low: column('low'), high: column('high') },
        },
      ],
    };
  },
);

function measuresOf(r: Ratings): Readonly<Record<string, Estimated | undefined>> {
  const binary = r.human.every((x) => x === 0 || x === 1);
  const categories = new Set([...r.judge, ...r.human]);
  const chosen = categories.size <= mostCategories && [...categories].every(Number.isInteger);
  return {
    correlation: correlation(r),
    'Krippendorff alpha': krippendorffAlpha(r),
    ...(chosen && { 'Cohen kappa': cohenKappa(r) }),
    ...(binary && { 'area under the curve': areaUnderCurve(r) }),
  };
}

/** Of clusters by t, with as many degrees of freedom as there are of them, less one. */
function withInterval({ value, standardError }: Estimated, level: number, clusters: number | undefined): { value: number; low: number; high: number } {
  const p = (1 + level) / 2;
  const half = (clusters === undefined ? normalQuantile(p) : studentTQuantile(p, Math.max(1, clusters - 1))) * standardError;
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
}

const say = (x: number): string => x.toFixed(2);

/** Alpha counts a shift, or another scale, for disagreement; correlation does not, and the measured outcome takes both out. */
function onAnotherScale(says: string, r: Ratings, { judge, human }: JudgeAgreementOptions): Pick<Finding, 'says' | 'mend'> {
  const [mj, mh] = [weightedMean(r, (i) => r.judge[i]), weightedMean(r, (i) => r.human[i])];
  const slope = weightedMean(r, (i) => (r.judge[i] - mj) * (r.human[i] - mh)) / weightedMean(r, (i) => (r.judge[i] - mj) ** 2);
  const line = `${(mh - slope * mj).toFixed(2)} ${slope < 0 ? '-' : '+'} ${Math.abs(slope).toFixed(2)} ${judge}`;
  return {
    says: `${says}: alpha is below ${tentative} since ${judge} is on another scale than people, whose labels are about ${line}; in that scale they agree.`,
    mend: `No other judge is needed: measured outcomes take the scale out. Do not read ${judge} itself for ${human}, or put it on the scale of people in data.sql.`,
  };
}

function tooFew(judge: string, n: number): Finding {
  return {
    check: 'judge-agreement',
    about: { column: judge },
    verdict: 'refuse',
    statistic: n,
    threshold: 3,
    says: `${sayCount(n)} audited rows say nothing about ${judge}.`,
    mend: 'Let people score rows that the judge scored, chosen at random.',
  };
}
