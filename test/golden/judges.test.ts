import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { measuredBy } from '../../src/across/measurement/measured-by.ts';
import { measurement } from '../../src/across/measurement/measurement.ts';
import type { MeasurementOptions } from '../../src/across/measurement/options.ts';
import { judgeErrors } from '../../src/diagnostics/judges/judge-errors.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { column } from '../../src/expressions/build.ts';
import { areaUnderCurve, cohenKappa, correlation, krippendorffAlpha } from '../../src/inference/judges/agreement.ts';
import { calibratedEffect } from '../../src/inference/judges/calibrated-effect.ts';
import { type Labelled, predictionPowered } from '../../src/inference/judges/prediction-powered.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { ask } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { columns } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { fileInMemory } from '../support/parquet.ts';

interface Found {
  readonly value: number;
  readonly standardError: number;
}

const folder = new URL('../../goldens/', import.meta.url);
const { expected, tolerance } = JSON.parse(readFileSync(new URL('judges/judges.json', folder), 'utf8'));
let notebook: SyncRelation;
let audits: SyncRelation;
beforeAll(async () => {
  notebook = await fileInMemory(new URL('notebook/judge.parquet', folder));
  audits = await fileInMemory(new URL('judges/audits.parquet', folder));
});

const found = ({ value, standardError }: { value: number; standardError?: number }): Found => ({ value, standardError: standardError! });
const arms = { outcome: 'quality', assignment: 'new_model', arms: ['0', '1'], level: 0.95, boundsLevel: 0.95 };
const seed: MeasurementOptions = { ...arms, judges: ['llm_judge_score'], human: 'human_quality', audited: 'audited' };
const drawn: MeasurementOptions = { ...seed, audited: 'drawn', sampling: 'p' };
const compared = { outcome: 'quality', assignment: 'new_model', control: 0 };

function effectOf(relation: SyncRelation, o: MeasurementOptions): Estimate {
  const { estimates, findings } = runSync(
    relation,
    measuredBy({ ...arms, ...o }, (asked) => itt({ ...compared, ...asked })),
  );
  expect(findings.filter(({ verdict }) => verdict === 'refuse')).toEqual([]);
  return estimates[0];
}

function valuesOf(relation: SyncRelation, names: readonly string[]): Readonly<Record<string, Float64Array>> {
  return runSync(relation, ask(columns({ columns: Object.fromEntries(names.map((name) => [name, column(name)])) }))).columns;
}

describe('the judge table of the seed notebook', () => {
  it('PPI++ and the judge alone', () => {
    expect(effectOf(notebook, seed).value).toBeCloseTo(expected.seed['ppi++'], 10);
    expectDeepClose(found(runSync(notebook, itt({ ...compared, outcome: 'llm_judge_score' })).estimates[0]), found(expected.seed.judge), tolerance);
  });

  it('the audit alone is Welch on the labels, degrees of freedom included', () => {
    const m = runSync(notebook, measurement(seed));
    if ('refused' in m) throw new Error(m.refused.says);
    const [e] = runSync(notebook, itt({ ...compared, measure: m.audit.measure })).estimates;
    expectDeepClose({ ...found(e), df: m.audit.df }, expected.seed.audit, tolerance);
  });

  it('calibration: the value, its right error, and the one that takes predictions for data', () => {
    const of = valuesOf(notebook, ['new_model', 'audited', 'human_quality', 'llm_judge_score', 'verbosity', 'prompt_difficulty']);
    for (const [name, terms] of [
      ['all', ['llm_judge_score', 'verbosity', 'prompt_difficulty']],
      ['without verbosity', ['llm_judge_score', 'prompt_difficulty']],
    ] as const) {
      const { value, standardError, plugInError } = calibratedEffect({
        treated: of.new_model,
        audited: of.audited,
        human: of.human_quality,
        terms: terms.map((term) => ({ name: term, values: of[term] })),
      });
      expectDeepClose({ value, standardError, plugIn: plugInError }, expected.calibrated[name], tolerance);
      if (name === 'all') expectDeepClose({ value, standardError, plugIn: plugInError }, expected.seed.calibrated, tolerance);
    }
  });

  it('calibration as a measure has the same value, and the error of its small audit', () => {
    const e = effectOf(notebook, { ...seed, by: 'calibration', using: ['verbosity', 'prompt_difficulty'] });
    expect(e.value).toBeCloseTo(expected.seed.calibrated.value, 10);
    expect(e.standardError! / expected.seed.calibrated.standardError).toBeCloseTo(1, 2);
  });
});

describe('ppi-python', () => {
  const labelled = (arm?: number): Labelled => {
    const of = valuesOf(notebook, ['new_model', 'audited', 'human_quality', 'llm_judge_score']);
    const pick = (name: string, audited: number): Float64Array =>
      of[name].filter((_, i) => of.audited[i] === audited && (arm === undefined || of.new_model[i] === arm));
    return { human: pick('human_quality', 1), judge: pick('llm_judge_score', 1), unlabelled: pick('llm_judge_score', 0) };
  };

  it.each([
    ['best', 'best'],
    ['1', 1],
    ['0.4', 0.4],
  ] as const)('weight %s: means, their difference, a regression', (name, weight) => {
    const wanted = expected.predictionPowered[name];
    for (const arm of [0, 1])
      expectDeepClose(predictionPowered({ of: { kind: 'mean', ...labelled(arm) }, weight }).map(found), [wanted[`mean ${arm}`]], tolerance);
    const difference = predictionPowered({ of: { kind: 'difference', treatment: labelled(1), control: labelled(0) }, weight });
    expectDeepClose(difference.map(found), [wanted.difference], tolerance);
    const of = valuesOf(notebook, ['audited', 'new_model', 'prompt_difficulty']);
    const term = (column: string) => ({
      name: column,
      labelled: of[column].filter((_, i) => of.audited[i] === 1),
      unlabelled: of[column].filter((_, i) => of.audited[i] === 0),
    });
    const regression = predictionPowered({ of: { kind: 'regression', ...labelled(), terms: [term('new_model'), term('prompt_difficulty')] }, weight });
    expectDeepClose(regression.map(found), wanted.regression, tolerance);
  });

  it('PPI of the rest is that of the seed', () => {
    const [{ value }] = predictionPowered({ of: { kind: 'difference', treatment: labelled(1), control: labelled(0) }, weight: 1 });
    expect(value).toBeCloseTo(expected.seed.rest.ppi.estimate, 10);
  });
});

describe('measures by their formula in numpy', () => {
  const cases: readonly (readonly [string, () => SyncRelation, MeasurementOptions])[] = [
    ['notebook ppi++', () => notebook, seed],
    ['notebook ppi', () => notebook, { ...seed, by: 'ppi' }],
    ['notebook calibration', () => notebook, { ...seed, by: 'calibration', using: ['verbosity', 'prompt_difficulty'] }],
    ['drawn ppi++', () => audits, drawn],
    ['drawn ppi', () => audits, { ...drawn, by: 'ppi' }],
    ['drawn two judges', () => audits, { ...drawn, judges: ['llm_judge_score', 'second_judge'] }],
    ['drawn binary', () => audits, { ...drawn, judges: ['judged_good'], human: 'good' }],
  ];
  it.each(cases)('%s', (name, relation, o) => expectDeepClose(found(effectOf(relation(), o)), expected.measured[name], tolerance));

  it.each(['by-arm', 'pooled'] as const)('Rogan and Gladen, %s', (errors) => {
    const { sampling: _, ...random } = drawn;
    const e = effectOf(audits, { ...random, judges: ['judged_good'], human: 'good', by: 'rogan-gladen', errors });
    expectDeepClose(found(e), found(expected.roganGladen[errors]), tolerance);
  });
});

describe('agreement and errors', () => {
  const ratings = (judge: string, human: string) => {
    const of = valuesOf(audits, [judge, human, 'drawn']);
    const pick = (name: string): Float64Array => of[name].filter((_, i) => of.drawn[i] === 1);
    return { judge: pick(judge), human: pick(human), n: pick(judge).length, weight: () => 1 };
  };

  it('kappa, alpha, area under the curve, correlation', () => {
    expectDeepClose(cohenKappa(ratings('judged_stars', 'stars')), expected.agreement.kappa, tolerance);
    expect(krippendorffAlpha(ratings('judged_stars', 'stars'))!.value).toBeCloseTo(expected.agreement.alpha.value, 10);
    expectDeepClose(areaUnderCurve(ratings('llm_judge_score', 'good')), expected.agreement.area, tolerance);
    expect(correlation(ratings('llm_judge_score', 'human_quality'))!.value).toBeCloseTo(expected.agreement.correlation.value, 10);
  });

  it('errors by arm, and by what sways the judge, weighted and not', () => {
    const options = { judge: 'llm_judge_score', human: 'human_quality', audited: 'drawn', assignment: 'new_model', control: 0 };
    const biases = { verbosity: 'verbosity', difficulty: 'prompt_difficulty' };
    const statistics = (sampling: object, check: string) =>
      runSync(audits, judgeErrors({ ...options, ...sampling, biases }))
        .findings.filter((f) => f.check === check)
        .map((f) => f.statistic!);
    const t = (those: readonly Found[]): readonly number[] => those.map(({ value, standardError }) => value / standardError);
    expectDeepClose(statistics({}, 'judge-error-by-arm'), t(expected.errors['by-arm']), tolerance);
    expectDeepClose(statistics({}, 'judge-bias'), t(expected.errors.biases.slice(1)), tolerance);
    expectDeepClose(statistics({ sampling: 'p' }, 'judge-bias'), t(expected.errors.weighted.slice(1)), tolerance);
  });
});
