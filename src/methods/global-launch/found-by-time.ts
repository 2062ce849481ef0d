import { listed } from '../../errors/words.ts';
import type { Finding } from '../../estimate/finding.ts';
import { fewestEffective, type LaunchEffect, type LaunchRefusal, launchEffect } from '../../inference/state-space/launch-effect.ts';
import { filter } from '../../inference/state-space/smoother.ts';
import type { StructuralModel, StructuralSeries } from '../../inference/state-space/structural-model.ts';
import { treatedMean } from '../../inference/synthetic/panels-of.ts';
import { remembered } from '../../math/remembered.ts';
import { periodNoun } from '../../protocol/periods.ts';
import type { AskedPanel } from './ask-panel.ts';
import type { FoundLaunch } from './found.ts';
import type { Launched } from './options.ts';
import { outcomeRefusal } from './refusals.ts';

/** Parameters that the series may come from: more where these do not settle an interval. */
const draws = 400;

/** The effect by the time before alone, computed once for all questions; or why there is none. */
export function foundByTime(asked: AskedPanel, c: Launched): FoundLaunch | Finding {
  const refused = outcomeRefusal(asked, c);
  if (refused) return refused;
  const { panel } = asked;
  const { season, trend, anticipation } = c.launch;
  const model: StructuralModel = { trend: trend === 'trend' ? 'local-linear-trend' : 'local-level', ...(season !== undefined && { season }) };
  const series = seriesOf(asked, c);
  const before = panel.before + anticipation;
  const at = (level: number): LaunchEffect | LaunchRefusal =>
    remembered(asked, `by time ${JSON.stringify([model, anticipation, c.launch.named.donors, level, c.seed])}`, () =>
      launchEffect(model, series, { before, level, draws, seed: c.seed }),
    );
  const found = at(c.level);
  if ('refused' in found) return seriesRefusal(found, c);
  const ends = (level: number) => (at(level) as LaunchEffect).average;
  const observed = treatedMean(panel);
  return {
    value: found.average.value,
    donors: c.launch.named.donors ? panel.donors : 0,
    observed,
    path: Float64Array.of(...predictedBefore(found, series, panel.before), ...found.predicted.map(({ mean }) => mean)),
    reference: { kind: 't', df: found.freedom },
    ...(found.effective < fewestEffective && { doubt: unsettled(found.effective, c) }),
    piece: (level) => ends(level),
    // Of two ends at such a level each is beyond the truth as often as one by itself may be.
    bounds: (level) => ends(2 * level - 1),
    pValue: found.average.pValue,
    byPeriod: (level) => {
      const { pointwise, cumulative } = at(level) as LaunchEffect;
      const known = pointwise.flatMap((each) => each ?? []);
      const path = predictedBefore(found, series, panel.before);
      return {
        pointwise: [...Array.from(path, (predicted, t) => ({ value: observed[t] - predicted })), ...known],
        cumulative: cumulative.flatMap((each) => each ?? []),
      };
    },
  };
}

/** The mean of the treated, without a value in periods of anticipation; with what tells of the same time. */
function seriesOf({ panel, regressors }: AskedPanel, { launch: { anticipation, named } }: Launched): StructuralSeries {
  const { values, periods, before, donors } = panel;
  const left = (path: Float64Array, what: number): Float64Array =>
    Float64Array.of(...path.subarray(0, before), ...new Float64Array(anticipation).fill(what), ...path.subarray(before));
  const mean = Float64Array.from({ length: periods }, (_, t) => {
    let sum = 0;
    for (let donor = 0; donor < donors; donor++) sum += values[donor * periods + t];
    return sum / donors;
  });
  // What a regressor is where nothing is observed does not matter.
  return { values: left(treatedMean(panel), Number.NaN), regressors: [...regressors, ...(named.donors ? [mean] : [])].map((path) => left(path, path[0])) };
}

/** What each period before the launch was predicted to be from those before it; unknown of the first ones, from which the series is learned. */
function predictedBefore({ fit }: LaunchEffect, series: StructuralSeries, before: number): Float64Array {
  const filtered = filter(fit.model, fit.standard, fit.variances);
  return Float64Array.from({ length: before }, (_, t) => {
    const { error, infiniteVariance } = filtered[t];
    return infiniteVariance > 0 ? Number.NaN : series.values[t] - error;
  });
}

function seriesRefusal(found: LaunchRefusal, c: Launched): Finding {
  const [says, mend] = said(found, c);
  return {
    check: 'state-space',
    about: { column: c.outcome },
    verdict: 'refuse',
    says: `${c.outcome} before the launch tells no path without it: ${says}.`,
    mend,
  };
}

/** A series that comes from very different variances with like chances. */
const unsettled = (effective: number, { outcome }: Launched): Finding => ({
  check: 'state-space',
  about: { column: outcome },
  verdict: 'warn',
  statistic: effective,
  threshold: fewestEffective,
  says: `What ${outcome} most likely comes from is told by few of the variances drawn (as much as ${Math.round(effective)}): the ends of its interval may move by a few percent.`,
  mend: 'Read them as rough, or write a smaller model.',
});

const fewer = 'Bring more periods from before the launch, or write a smaller model (`trend: level`, no season, fewer regressors).';

function said(found: LaunchRefusal, { launch }: Launched): readonly [says: string, mend: string] {
  const nameOf = (regressor: number): string => launch.regressors?.[regressor] ?? 'the mean of the donors';
  const noun = periodNoun(launch.period);
  switch (found.refused) {
    case 'too-few-periods':
      return [`${found.observed} ${noun}s were seen, and this model needs ${found.needed}`, fewer];
    case 'constant-series':
      return [`it is ${found.value} in each of them`, 'Take an outcome that varied before the launch.'];
    case 'no-noise':
      return [
        'level, slope, season and regressors give every value, and nothing says how far a forecast errs',
        'Look at how the column is made; take out a regressor that is made of it.',
      ];
    case 'regressor-missing':
      return [`${nameOf(found.regressor)} has no value in some ${noun}`, 'Bring the values, or take it out of the study.'];
    case 'regressor-constant':
      return [`${nameOf(found.regressor)} never changes before it`, 'Take it out of regressors.'];
    case 'regressor-collinear':
      return [
        `${nameOf(found.regressor)} is told by ${found.on.length === 0 ? 'level, slope and season' : listed(found.on.map(nameOf))}`,
        'Take it out of regressors.',
      ];
    case 'season-unseen':
      return [`no value was seen in one of the ${launch.season} places of a season`, 'Bring more periods, or write another season.'];
    case 'not-converged':
      return ['no variances could be found that it most likely comes from', fewer];
    case 'nothing-after':
      return [`no ${noun} since it has a value`, 'Bring the values since the launch.'];
  }
}
