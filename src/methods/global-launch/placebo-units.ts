import { counted } from '../../errors/words.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP } from '../../estimate/say.ts';
import { measureOf, nameWithUnit } from '../../estimate/unit.ts';
import type { Gap } from '../../inference/synthetic/gap.ts';
import { fittedPlacebos } from '../../inference/synthetic/placebo.ts';
import { placeboTest } from '../../inference/synthetic/placebo-test.ts';
import { periodNoun } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkDonors, type EffectByDonors } from './check-of.ts';
import { unitOf } from './estimate.ts';
import { example, type Launched, type LaunchOptions, primaryWithDonors } from './options.ts';

const source = 'Abadie, Diamond & Hainmueller (2010), JASA 105; Abadie (2021), Journal of Economic Literature 59';

/** Placebos whose mean square before the launch is more than so many times that of the treated are not drawn, and counted. */
const drawnWithin = 20;
const mostRanks = 25;

/**
 * Is the effect larger than what is found for units that did not get the launch?
 *
 * Model   each donor stands in for the treated (sets of as many where several were), with the other donors as its pool: exact permutation p-values of the average gap, of it in units of the
 *         misfit before, and of the ratio of gaps after and before. With fewer donors than 1 / (1 - level) - 1 none can be small enough: fails, and holds.
 * Shapes  the panel of `launchEffect`.
 * Units   outcome units.
 * Source  Abadie, Diamond & Hainmueller (2010); Abadie (2021). Parity: pysyncon.
 */
export const placeboUnits = question<LaunchOptions>(
  {
    id: 'placebo-units',
    title: 'The launch at units that did not get it',
    source,
    docs: 'docs/checks/placebo-units.md',
    rounds: { usual: 1, most: 1 },
    plan: primaryWithDonors,
    example,
  },
  (options): Asking<Answer> => checkDonors(options, (of, c) => ({ findings: [placeboFinding(of, c)], exhibits: [gapsExhibit(of, c), ranksExhibit(of, c)] })),
);

function placeboFinding({ found: { placebos, test }, asked: { donors } }: EffectByDonors, c: Launched): Finding {
  const alpha = 1 - c.level;
  const told = placebos.placebos.filter(({ found }) => found).length;
  const by = placeboTest(placebos, 'ratio')?.pValue();
  const pValue = test.pValue();
  const shared = { check: 'placebo-units', about: { column: c.outcome }, statistic: donors.length, pValue, threshold: alpha } as const;
  const says = `Where ${standIns(told, placebos.placebos[0].units.length)} in for the treated, an effect on ${c.outcome} as large has ${sayP(pValue)}${by === undefined ? '' : `, and gaps that grow as much ${sayP(by)}`}; none can be below ${test.smallest.toFixed(3)}.`;
  if (test.smallest > alpha) {
    const needed = Math.ceil(1 / alpha - 1e-9) - 1;
    return {
      ...shared,
      verdict: 'fail',
      identification: true,
      says,
      mend: `With ${counted(donors.length, 'donor')} no effect can be told from chance at ${Math.round(100 * c.level)} %: bring at least ${needed}.`,
    };
  }
  return { ...shared, verdict: 'pass', says };
}

const standIns = (count: number, size: number): string =>
  size === 1 ? counted(count, 'donor stands', 'donors stand') : counted(count, 'set of donors stands', 'sets of donors stand');

const named = (units: readonly number[], donors: readonly string[]): string => units.map((unit) => donors[unit]).join(', ');

function gapsExhibit({ found: { placebos, gap }, asked: { panel, donors } }: EffectByDonors, c: Launched): Exhibit {
  const { factor } = measureOf(unitOf(c));
  const drawn = fittedPlacebos(placebos, drawnWithin);
  const left = placebos.placebos.length - drawn.length;
  const line = (values: Float64Array, series: string, is: string) => [...values].map((value, t) => ({ x: t - panel.before, y: factor * value, series, is }));
  const rows = [...drawn.flatMap(({ units, found: { gap: own } }) => line(own.values, named(units, donors), 'beside')), ...line(gap.values, 'treated', '')];
  const noun = periodNoun(c.launch.period);
  const says = `What ${c.outcome} was less what it would have been, of the treated and, in grey, of ${counted(drawn.length, 'placebo')}.${left === 0 ? '' : ` ${left} more are not drawn: before the launch they are off by more than ${Math.sqrt(drawnWithin).toFixed(1)} times as much.`}`;
  return {
    id: `placebo-gaps:${c.outcome}`,
    title: `Gaps of the treated and of placebos (${nameWithUnit(c.outcome, unitOf(c))})`,
    kind: 'lines',
    says,
    alt: says,
    columns: { x: rows.map(({ x }) => x), y: rows.map(({ y }) => y), series: rows.map(({ series }) => series), is: rows.map(({ is }) => is) },
    marks: [{ at: 0, label: 'no effect' }],
    axes: { x: `${noun}s since the launch`, y: c.outcome, start: -0.5 },
  };
}

const ratioOf = ({ rmspeAfter, rmspeBefore }: Gap): number => rmspeAfter / rmspeBefore;

function ranksExhibit({ found: { placebos, gap }, asked: { donors } }: EffectByDonors, c: Launched): Exhibit {
  const others = placebos.placebos.flatMap(({ units, found }) =>
    found && found.gap.rmspeBefore > 0 ? [{ label: named(units, donors), value: ratioOf(found.gap), series: 'placebos' }] : [],
  );
  const treated = gap.rmspeBefore > 0 ? [{ label: 'treated', value: ratioOf(gap), series: 'treated' }] : [];
  const sorted = [...treated, ...others].sort((a, b) => b.value - a.value);
  const rank = sorted.findIndex(({ series }) => series === 'treated') + 1;
  const rows = sorted.slice(0, mostRanks);
  const says = `How much farther gaps of ${c.outcome} are after the launch than before: the treated are ${rank} of ${sorted.length}${sorted.length > mostRanks ? `, of which the first ${mostRanks} are shown` : ''}.`;
  return {
    id: `gap-ratios:${c.outcome}`,
    title: `Gaps after the launch by gaps before it (${c.outcome})`,
    kind: 'points',
    says,
    alt: says,
    columns: { label: rows.map(({ label }) => label), value: rows.map(({ value }) => value), series: rows.map(({ series }) => series) },
    marks: [{ at: 1, label: 'alike' }],
  };
}
