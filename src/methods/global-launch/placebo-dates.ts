import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { measureOf, nameWithUnit, sayAmount, sayEffect } from '../../estimate/unit.ts';
import { inTimePlacebos } from '../../inference/synthetic/in-time.ts';
import { periodText } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkDonors, type EffectByDonors } from './check-of.ts';
import { unitOf } from './estimate.ts';
import { leastBefore } from './look.ts';
import { example, type Launched, type LaunchOptions, primaryWithDonors } from './options.ts';

const source = 'Abadie, Diamond & Hainmueller (2015), American Journal of Political Science 59; Heckman & Hotz (1989), JASA 84';

/** Where the launch is set back to, as shares of the time before it. */
const dates = [1 / 2, 5 / 8, 3 / 4, 7 / 8];

/**
 * Is there an effect where nothing had changed yet?
 *
 * Model   the launch is set back to dates at half, five, six and seven eighths of the time before it, of which periods before the launch alone are read. Warns where one of them shows an
 *         effect as large as that of the launch: less the largest of them it would not keep its sign.
 * Shapes  the panel of `launchEffect`; at least five periods lie before a date, and two after it.
 * Units   outcome units.
 * Source  Abadie, Diamond & Hainmueller (2015).
 */
export const placeboDates = question<LaunchOptions>(
  {
    id: 'placebo-dates',
    title: 'The launch at earlier dates',
    source,
    docs: 'docs/checks/placebo-dates.md',
    rounds: { usual: 1, most: 1 },
    plan: primaryWithDonors,
    example,
  },
  (options): Asking<Answer> =>
    checkDonors(options, (of, c) => {
      const found = effectsBefore(of, c);
      return { findings: [datesFinding(found, of, c)], exhibits: found.length === 0 ? [] : [datesExhibit(found, of, c)] };
    }),
);

interface EffectAt {
  readonly date: string;
  readonly effect: number;
  readonly periods: number;
}

function effectsBefore({ found: { by }, asked: { panel, periods } }: EffectByDonors, c: Launched): readonly EffectAt[] {
  const places = [...new Set(dates.map((share) => Math.round(share * panel.before)))].filter((before) => before >= leastBefore && before <= panel.before - 2);
  return inTimePlacebos(panel, by, places).map(({ before, gap: { effect } }) => ({
    date: periodText(periods[before], c.launch.period),
    effect,
    periods: panel.before - before,
  }));
}

function datesFinding(found: readonly EffectAt[], { found: { value } }: EffectByDonors, c: Launched): Finding {
  const about = { column: c.outcome };
  if (found.length === 0) {
    return {
      check: 'placebo-dates',
      about,
      verdict: 'warn',
      says: `The time before the launch is too short to set it back: nothing shows what is found for ${c.outcome} where nothing changed.`,
      mend: `Bring at least ${leastBefore + 2} periods from before the launch.`,
    };
  }
  const largest = found.reduce((most, one) => (Math.abs(one.effect) > Math.abs(most.effect) ? one : most));
  const unit = unitOf(c);
  const stands = Math.abs(largest.effect) < Math.abs(value);
  const shared = {
    check: 'placebo-dates',
    about,
    statistic: Math.abs(largest.effect),
    threshold: Math.abs(value),
    says: `At ${found.length === 1 ? 'one earlier date' : `${found.length} earlier dates`}, when nothing had changed, the effect on ${c.outcome} is at most ${sayEffect(largest.effect, unit)} (${largest.date}); that of the launch is ${sayEffect(value, unit)}.`,
  } as const;
  if (stands) return { ...shared, verdict: 'pass' };
  return {
    ...shared,
    verdict: 'warn',
    mend: `What changes without a launch is as large (${sayAmount(Math.abs(largest.effect), unit)}): find out what happened then, bring donors that share it, or wait for more periods.`,
  };
}

function datesExhibit(found: readonly EffectAt[], { found: { value } }: EffectByDonors, c: Launched): Exhibit {
  const { factor } = measureOf(unitOf(c));
  const says = `Effects on ${c.outcome} at earlier dates, when nothing had changed, and at the launch.`;
  return {
    id: `placebo-dates:${c.outcome}`,
    title: `The launch at earlier dates (${nameWithUnit(c.outcome, unitOf(c))})`,
    kind: 'points',
    says,
    alt: says,
    columns: {
      label: [...found.map(({ date }) => date), `${c.launch.launchedText} (the launch)`],
      value: [...found.map(({ effect }) => factor * effect), factor * value],
    },
    marks: [{ at: 0, label: 'no effect' }],
  };
}
