import type { Answer } from '../../../estimate/answer.ts';
import { and, column, isKnown, times } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { type ContrastOptions, contrastOf, contrastsOf, ratioContrastsOf } from '../../../inference/arms/contrast.ts';
import { calendarOf } from '../../../inference/over-time/calendar.ts';
import type { Outcome, Protocol } from '../../../protocol/protocol.ts';
import { question } from '../../../protocol/question.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { quantiles } from '../../../relation/requests.ts';
import { effectByDay } from './by-day.ts';
import { shapesOf } from './errors-of.ts';
import { leastByClusters, leastBySkewness, leastOfRatios } from './spells-of.ts';

export interface EffectOverTimeOptions extends ContrastOptions {
  /** When a unit came in, in seconds since 1970. */
  readonly time: Expression;
  /** The column that says so, for readers. */
  readonly timeColumn: string;
  /** Of a ratio of totals: what is added up above, and below. */
  readonly numerator?: Expression;
  readonly denominator?: Expression;
}

/**
 * Does the effect change over the days on which units came in?
 *
 * Model   difference of means (or of ratios of totals) on each day, by Welch, or by CR2 where clusters are named; days (in UTC; weeks beyond 31 days) are joined until each arm has 20 units, and
 *         ten times its squared skewness. Trend: sum of c_d (effect on day d), c_d = h_d (d - mean d) / sum h_d (d - mean d)^2 with h_d = n1 n0 / (n1 + n0); it depends
 *         on no outcome, so that it is unbiased whatever outcomes do over time. Its variance is that of the days (df by Satterthwaite), or of clusters over all days.
 *         Equality: Welch's F. The two by Holm.
 * Shapes  moments by arm and day.
 * Units   outcome units; the trend in outcome units a day.
 * Errors  none of its own: with too few units a day nothing is told apart, and it says so.
 * Source  Welch (1947, 1951), Biometrika 34 and 38.
 */
export const effectOverTime = question<EffectOverTimeOptions>(
  {
    id: 'effect-over-time',
    title: 'Effect by the day on which units came in',
    source: 'Welch (1947, 1951), Biometrika 34 and 38',
    docs: 'docs/methods/effect-over-time.md',
    rounds: { usual: 2, most: 2 },
    clusteredRounds: { usual: 4, most: 6 },
    plan: (protocol) => plannedOf(protocol),
    example: { outcome: 'y', assignment: 'z', control: 0, time: times(column('week'), 86_400), timeColumn: 'week' },
  },
  function* (options): Asking<Answer> {
    const { time, timeColumn, numerator, denominator } = options;
    const c = contrastOf(options);
    const isMean = denominator === undefined && c.cluster === undefined;
    const parts = { numerator: numerator ?? c.measure, ...(denominator && { denominator }) };
    // Days on which nobody came whose outcome is known, such as those of units that are too young, are no days of the effect.
    const where = denominator ? and(isKnown(parts.numerator), isKnown(denominator)) : isKnown(parts.numerator);
    const [reply, [shapes]] = yield* all([ask(quantiles({ of: time, at: [0, 1], where })), all(isMean ? [shapesOf(c.measure, c)] : [])]);
    const [first, last] = reply.groups[0]?.values ?? [];
    if (first === undefined || Number.isNaN(first)) return nothing;
    const calendar = calendarOf(first, last);
    if (!calendar) return { ...nothing, findings: [wrongClock(timeColumn, first, last)] };
    const least = shapes ? leastBySkewness(shapes) : c.cluster === undefined ? leastOfRatios : leastByClusters;
    return yield* effectByDay(c, parts, { time, timeColumn, calendar, least });
  },
);

const nothing: Answer = { estimates: [], findings: [], exhibits: [] };

/** Of what the decision reads: means and ratios, in arms whose shares are the same in all blocks. */
function plannedOf(protocol: Protocol): readonly EffectOverTimeOptions[] {
  const { time, assignment, blocks, outcomes } = protocol;
  if (!time || (blocks !== undefined && assignment?.shares === undefined)) return [];
  const concerns = ({ role, measured }: Outcome): boolean => (role === 'primary' || role === 'guardrail') && measured === undefined;
  const of = { time: time.seconds, timeColumn: time.column };
  return [
    ...contrastsOf(protocol, concerns).map((o) => ({ ...o, ...of })),
    ...ratioContrastsOf({ ...protocol, outcomes: outcomes.filter(concerns) }).map((o) => ({ ...o, ...of })),
  ];
}

function wrongClock(column: string, first: number, last: number) {
  const year = (seconds: number): string => String(1970 + Math.floor(seconds / (365.2425 * 86_400)));
  return {
    check: 'clock',
    about: { column },
    verdict: 'warn',
    says: `${column} goes from the year ${year(first)} to ${year(last)}, longer than a study is: effects over time are not told.`,
    mend: `Find the rows whose ${column} was not set, or was set by a clock that is wrong, and make it empty there in data.sql.`,
  } as const;
}
