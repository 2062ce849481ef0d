import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayShare } from '../../estimate/say.ts';
import { fewEvents } from '../../inference/arms/binary.ts';
import { treatedCells } from '../../inference/staged/averages.ts';
import { valueIn } from '../../inference/staged/functional.ts';
import type { EffectCell } from '../../inference/staged/group-time.ts';
import { countIn, never } from '../../inference/staged/strata.ts';
import { periodInWords } from '../../protocol/periods.ts';
import { type AskedEffects, ofWholeUnits } from './asked-effects.ts';
import { cellsInWords } from './cells-in-words.ts';
import type { Staged } from './options.ts';
import { overlapFindings } from './overlap.ts';

/** An outcome of which no treated cell can be compared. */
export function noEffect(c: Staged, found: AskedEffects): Finding {
  const { outcome } = c;
  const [why, mend] = whyNone(c, found);
  return { check: 'outcome', about: { column: outcome }, verdict: 'refuse', says: `The effect on ${outcome} cannot be told: ${why}.`, mend };
}

function whyNone({ rollout: { cluster } }: Staged, { missing, refused, single }: AskedEffects): readonly [why: string, mend: string] {
  const first = refused.find(({ since }) => since >= 0);
  if (first) return [first.refused, 'Name fewer covariates, or others.'];
  if (missing.some(({ why }) => why === 'no-controls'))
    return ['nobody is untreated in the periods of treatment', 'Bring units that start later or never, or periods before they start.'];
  if (single.length > 0)
    return [
      `${single.length === 1 ? 'a cohort that it needs' : `each of ${single.length} cohorts`} is one ${cluster ?? 'unit'}, which says nothing of chance`,
      'Join cohorts that started nearly together in data.sql, or bring more of each.',
    ];
  return ['nobody was seen both before and after the start', 'Bring periods from before the first start, and units that start later or never.'];
}

/** An outcome that says nothing: all have it alike, or so few have it (or lack it) that chance alone decides. Undefined where it says something. */
export function refusalOf({ outcome }: Staged, found: AskedEffects): Finding | undefined {
  const about = { column: outcome };
  if (found.constant !== undefined)
    return {
      check: 'constant-outcome',
      about,
      verdict: 'refuse',
      says: `${outcome} is ${found.constant} for every unit, so no effect on it can be estimated.`,
      mend: 'Check how the column is made, or take the outcome out of the study.',
    };
  if (!found.binary) return undefined;
  const cells = treatedCells(found.cells);
  const events = (of: readonly EffectCell[]): number =>
    of.reduce((sum, cell) => sum + Math.round(valueIn(found.of, found.seen(cell)) * countIn(found.of, cell.cohort, cell.period)), 0);
  const [all, ones] = [cells.reduce((sum, { cohort, period }) => sum + countIn(found.of, cohort, period), 0), events(cells)];
  const fewest = Math.min(ones, all - ones);
  // Where nothing is treated that can be compared, the outcome is not what is lacking.
  if (all === 0 || fewest >= fewEvents) return undefined;
  return {
    check: 'few-events',
    about,
    verdict: 'refuse',
    statistic: fewest,
    threshold: fewEvents,
    says: `${outcome} is ${ones < all - ones ? '1' : '0'} in ${sayCount(fewest)} of ${sayCount(all)} treated units and periods: chance alone decides with so few, and nobody drew lots.`,
    mend: 'Wait for more, or take an outcome that is seen more often.',
  };
}

/** What of an outcome is in no estimate, or in some only. */
export function cellFindings(c: Staged, found: AskedEffects): readonly Finding[] {
  const { missing, refused, single, units, unknown, of } = found;
  const gaps = [...found.gaps.values()].reduce((sum, n) => sum + n, 0);
  const { outcome, rollout } = c;
  const { period, cluster, shape } = rollout;
  const named = (start: number): string => (start === never ? 'those never reached' : `the cohort of ${periodInWords(rollout.periods[start], period)}`);
  const lost = missing.filter(({ since }) => since >= 0);
  const about = { column: outcome };
  return [
    ...(lost.length === 0
      ? []
      : [
          {
            check: 'lost-cells',
            about,
            verdict: 'warn',
            statistic: lost.length,
            says: `Of ${outcome} ${lost.length} of the treated cohorts and periods ${lost.length === 1 ? 'is' : 'are'} in no estimate (${cellsInWords(c, found, lost)}): ${whyLost(lost[0].why)}.`,
            mend: 'Read the average as one over the others: the longest treated are missing where nobody is left untreated.',
          } as const,
        ]),
    ...overlapFindings(c, found),
    // Treated cells that nobody is like are in the line above.
    ...refused
      .filter(({ unlike, since }) => !unlike || since < 0)
      .map(
        (cell): Finding => ({
          check: 'lost-cells',
          about,
          verdict: 'warn',
          says: `Of ${outcome} the effect on the cohort of ${periodInWords(of.times[of.starts[cell.cohort]], period)} in ${periodInWords(of.times[cell.period], period)} cannot be adjusted: ${cell.refused}.`,
          mend: 'Use fewer covariates, or read the average as one over the other cohorts and periods.',
        }),
      ),
    ...single.map(
      (start): Finding => ({
        check: 'single-cohort',
        about,
        verdict: 'warn',
        says: `Of ${outcome} ${named(start)} ${start === never ? 'are' : 'is'} left out: ${cluster === undefined ? 'one unit' : `one ${cluster}`} says nothing of chance.`,
        mend: 'Join it with another cohort in data.sql where both started nearly together, or read the result as one on the others.',
      }),
    ),
    ...(unknown === 0
      ? []
      : [
          {
            check: 'lost-covariates',
            about,
            verdict: 'warn',
            statistic: unknown / units,
            says: `${sayCount(unknown)} of ${sayCount(units)} units lack a covariate in some period (${sayShare(unknown / units)}): each is in those comparisons for whose base period it is known.`,
            mend: 'Take covariates that are known of all units, such as their last value before the first wave.',
          } as const,
        ]),
    ...(gaps === 0
      ? []
      : [
          {
            check: 'gaps',
            about,
            verdict: gaps > 0.2 * units ? 'warn' : 'pass',
            statistic: gaps / (shape === 'panel' ? units : units + gaps),
            ...(gaps > 0.2 * units && { threshold: 0.2, mend: 'Find out why outcomes are missing: who stays to be seen may depend on the change.' }),
            says:
              shape === 'panel'
                ? ofWholeUnits(rollout.estimator)
                  ? `${sayCount(gaps)} of ${sayCount(units + gaps)} units lack ${outcome} in some period (${sayShare(gaps / (units + gaps))}) and are in no estimate.`
                  : `${sayCount(gaps)} of ${sayCount(units)} units lack ${outcome} in some period (${sayShare(gaps / units)}): each is in those comparisons for which it was seen.`
                : `${sayCount(gaps)} rows lack ${outcome} and are in no estimate (${sayShare(gaps / (units + gaps))}).`,
          } as Finding,
        ]),
  ];
}

const whyLost = (why: AskedEffects['missing'][number]['why']): string =>
  ({
    'no-controls': 'nobody is untreated then',
    'no-units': 'nobody of them was seen both then and before the start',
    'no-period-before': 'nobody of them was seen before the start',
  })[why];
