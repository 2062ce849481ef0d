import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { measureOf, nameWithUnit, sayEffect } from '../../estimate/unit.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkDonors, type EffectByDonors } from './check-of.ts';
import type { EstimatorName } from './declared/keys.ts';
import { launchEstimate, unitOf } from './estimate.ts';
import { type DonorEstimator, sayEstimator } from './estimators.ts';
import { foundByDonors, isRefused } from './found.ts';
import { example, type Launched, type LaunchOptions, primaryWithDonors } from './options.ts';

const source =
  'Abadie, Diamond & Hainmueller (2010), JASA 105; Arkhangelsky et al. (2021), American Economic Review 111; Ben-Michael, Feller & Rothstein (2021), JASA 116';

/** What the estimate by another estimator is called. */
export const besideId = (outcome: string, estimator: EstimatorName): string => `other-estimators:${outcome}:${estimator}`;

const beside: readonly DonorEstimator[] = ['sdid', 'synthetic-control', 'demeaned', 'augmented'];

/**
 * What other ways of making the path say, and the plain difference from before to after: shown beside the effect, and never decided by.
 *
 * Model   synthetic difference in differences, a synthetic control, one about its level, an augmented one, each with its own placebos; the mean after less the mean before of the treated.
 * Shapes  the panel of `launchEffect`.
 * Units   outcome units.
 * Errors  those that donors do not fit are left out and named.
 * Source  Arkhangelsky et al. (2021), table 1.
 */
export const otherEstimators = question<LaunchOptions>(
  {
    id: 'other-estimators',
    title: 'The effect of the launch by other estimators',
    source,
    docs: 'docs/checks/other-estimators.md',
    label: 'by another estimator',
    interval: 'set',
    rounds: { usual: 1, most: 1 },
    plan: primaryWithDonors,
    example,
  },
  (options): Asking<Answer> =>
    checkDonors(options, (of, c) => {
      const others = beside.filter((name) => name !== c.launch.estimator);
      const found = others.map((name) => ({ name, one: foundByDonors(of.asked, c, name) }));
      const estimates = found.flatMap(({ name, one }) =>
        isRefused(one)
          ? []
          : [launchEstimate(one, of.asked, c, { id: 'other-estimators', source, estimator: name, says: sayEstimator[name], role: 'contrast-only' })].map(
              (e) => ({ ...e, id: besideId(c.outcome, name) }),
            ),
      );
      const untold = found.flatMap(({ name, one }) => (isRefused(one) ? [name] : []));
      return { estimates, findings: [agreement(of, estimates, untold, c)], exhibits: [besideEachOther(of, estimates, c)] };
    }),
);

const nameIn = (e: Estimate): DonorEstimator => (e.method.options as { readonly estimator: DonorEstimator }).estimator;

function agreement({ found }: EffectByDonors, others: readonly Estimate[], untold: readonly string[], c: Launched): Finding {
  const unit = unitOf(c);
  const { low = -Infinity, high = Infinity } = found.piece(c.level);
  const apart = others.filter(({ value }) => value < low || value > high);
  const said = others.map((e) => `${nameIn(e)} ${sayEffect(e.value, unit)}`).join(', ');
  const left =
    untold.length === 0 ? '' : ` ${untold.join(', ')} ${untold.length === 1 ? 'does' : 'do'} not fit, and ${untold.length === 1 ? 'says' : 'say'} nothing.`;
  const says = `By ${c.launch.estimator} the effect on ${c.outcome} is ${sayEffect(found.value, unit)}${said === '' ? '' : `; by ${said}`}.${left}`;
  const shared = { check: 'other-estimators', about: { column: c.outcome }, statistic: apart.length } as const;
  if (apart.length === 0) return { ...shared, verdict: 'pass', says };
  return {
    ...shared,
    verdict: 'warn',
    says: `${says} What ${apart.map(nameIn).join(' and ')} ${apart.length === 1 ? 'finds' : 'find'} lies outside the interval.`,
    mend: 'Look at the paths before the launch: where levels differ a synthetic control chases noise to reach them, and `sdid` or `demeaned` compares changes instead.',
  };
}

function besideEachOther({ found }: EffectByDonors, others: readonly Estimate[], c: Launched): Exhibit {
  const { factor } = measureOf(unitOf(c));
  const own = found.piece(c.level);
  const plain = naive(found.observed, found.gap.values.length, c);
  const rows = [
    { label: c.launch.estimator, value: found.value, low: own.low, high: own.high, note: 'the study' },
    ...others.map((e) => ({ label: nameIn(e), value: e.value, low: e.interval.pieces[0]?.low, high: e.interval.pieces[0]?.high, note: '' })),
    { label: 'after less before', value: plain, low: plain, high: plain, note: 'no effect: time is in it' },
  ];
  const scaled = (x: number | undefined): number | '' => (x === undefined ? '' : factor * x);
  const says = `The effect on ${c.outcome} by several estimators, each with the interval of its own placebos, and the plain change from before to after.`;
  return {
    id: `other-estimators:${c.outcome}`,
    title: `The effect by other estimators (${nameWithUnit(c.outcome, unitOf(c))})`,
    kind: 'intervals',
    says,
    alt: says,
    columns: {
      label: rows.map(({ label }) => label),
      value: rows.map(({ value }) => factor * value),
      low: rows.map(({ low }) => scaled(low)),
      high: rows.map(({ high }) => scaled(high)),
      note: rows.map(({ note }) => note),
    },
    marks: [{ at: 0, label: 'no effect' }],
  };
}

/** Of the treated, with no donor. */
function naive(observed: Float64Array, periods: number, { launch }: Launched): number {
  const before = periods - (launch.periods.length - launch.before);
  const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  return mean(observed.subarray(before)) - mean(observed.subarray(0, before));
}
