import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import type { PlannedQuestion } from '../../src/protocol/question.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import * as catalogue from '../../src/study/catalogue.ts';
import { deepFreeze, expectDeepClose } from '../support/deep-close.ts';
import { protocols } from './protocols.ts';
import { columnsOf, contractRows, type Row, relationOf, shuffled } from './table.ts';

/** A question as the contract sees it, whatever its options are. */
interface Contracted {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly docs: string;
  readonly example: object;
  onExample(changes?: object): PlannedQuestion;
}
const questions: readonly Contracted[] = Object.values(catalogue);
const has = (question: Contracted, option: string): boolean => option in question.example;

/** Named, since functions lose their name in the title of a table of tests. */
const each = (those: readonly Contracted[]) => describe.each(those.map((question) => ({ id: question.id, question })));

const rows = contractRows();
const answerOf = (question: Contracted, changes: object = {}, on: readonly Row[] = rows): Answer => runSync(relationOf(on), question.onExample(changes).ask());
const only = (answer: Answer): Estimate => {
  expect(answer.estimates).toHaveLength(1);
  return answer.estimates[0];
};
const estimateOf = (question: Contracted, changes: object = {}, on: readonly Row[] = rows): Estimate => only(answerOf(question, changes, on));

/** Rounds that each question may take when nothing is missing. A new question declares its own here. */
const rounds: Readonly<Record<string, number>> = {
  balance: 1,
  missingness: 1,
  'repeated-units': 1,
  'sample-ratio': 1,
  'unit-flow': 1,
  'adjusted-itt': 2,
  ancova: 2,
  'as-treated': 1,
  'complier-effect': 1,
  cuped: 1,
  itt: 1,
};

/** What swapping treatment and control does to the sign of each method that contrasts arms. */
const swapSign: Readonly<Record<string, 1 | -1>> = { itt: -1, 'adjusted-itt': -1, ancova: -1, cuped: -1, 'complier-effect': 1 };
const contrasts = questions.filter(({ id }) => id in swapSign);
const estimators = questions.filter((question) => has(question, 'outcome') && answerOf(question).estimates.length > 0);
const adjusting = questions.filter((question) => has(question, 'adjust') || has(question, 'covariate'));

function roundsOf(relation: SyncRelation, planned: PlannedQuestion): number {
  const before = relation.rounds;
  runSync(relation, planned.ask());
  return relation.rounds - before;
}

function errorOf(question: Contracted, changes: object, on: readonly Row[]): EstimandError | undefined {
  try {
    const answer = answerOf(question, changes, on);
    expect(JSON.parse(JSON.stringify(answer)), `${question.id} on bad data`).toEqual(answer);
    return undefined;
  } catch (error) {
    expect(error, `${question.id}: ${error}`).toBeInstanceOf(EstimandError);
    const { what, mend } = error as EstimandError;
    expect(what).toMatch(/[.:)]$/);
    expect(mend).toMatch(/[.?]$/);
    return error as EstimandError;
  }
}

describe('the catalogue', () => {
  it('names each question once, in kebab case', () => {
    const ids = questions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('is planned by studies: every question by one of them, with options that are plain data', () => {
    for (const question of Object.values(catalogue)) {
      const planned = protocols.flatMap((protocol) => question.planned(protocol));
      expect(planned.length, question.id).toBeGreaterThan(0);
      for (const { id, title, options } of planned) {
        expect({ id, title }).toEqual({ id: question.id, title: question.title });
        expect(JSON.parse(JSON.stringify(options))).toEqual(options);
      }
    }
  });

  it.each(questions.map(({ docs }) => docs))('is documented in %s', (docs) => {
    expect(existsSync(new URL(`../../${docs}`, import.meta.url)), `${docs} is missing`).toBe(true);
  });
});

each(questions)('$id', ({ question }) => {
  const answer = answerOf(question);

  it('answers in data that survive JSON', () => {
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    expect(answer.estimates.length + answer.findings.length + answer.exhibits.length).toBeGreaterThan(0);
  });

  it('does not depend on the order of rows', () => expectDeepClose(answerOf(question, {}, shuffled(rows)), answer, 1e-9));

  it('gives the same bits again', () => expect(answerOf(question)).toEqual(answer));

  it('leaves rows and options as they are', () => {
    const columns = columnsOf(rows);
    const before = structuredClone(columns);
    const planned = question.onExample();
    deepFreeze(planned.options);
    runSync(relationOf(rows), planned.ask());
    expect(columns).toEqual(before);
  });

  it('asks in as many rounds as it says', () => expect(roundsOf(relationOf(rows), question.onExample())).toBe(rounds[question.id]));

  it('ends each doubt in a mend, and says what it found', () => {
    for (const finding of answer.findings) {
      expect(finding.says, finding.check).toMatch(/\.$/);
      expect(finding.mend === undefined, finding.check).toBe(finding.verdict === 'pass');
      if (finding.about.estimate !== undefined) expect(answer.estimates.map((e) => e.id)).toContain(finding.about.estimate);
    }
  });

  it('draws figures with columns of equal length and words', () => {
    for (const { columns, says, alt } of answer.exhibits) {
      expect(new Set(Object.values(columns).map((c) => c.length)).size).toBe(1);
      expect([says, alt].every((text) => text.endsWith('.'))).toBe(true);
    }
  });

  it('says what is wrong and how to mend it, whatever the rows', () => {
    const bad: Readonly<Record<string, readonly Row[]>> = {
      empty: [],
      'one row': rows.slice(0, 1),
      'nobody assigned': rows.map((row) => ({ ...row, z: null })),
      'one arm': rows.map((row) => ({ ...row, z: 1 })),
      'one unit in an arm': rows.map((row, i) => ({ ...row, z: i === 0 ? 1 : 0 })),
      'no outcomes': rows.map((row) => ({ ...row, y: null })),
      'no outcomes in an arm': rows.map((row) => ({ ...row, y: row.z === 1 ? null : row.y })),
      'an infinite outcome': rows.map((row, i) => ({ ...row, y: i === 3 ? Number.POSITIVE_INFINITY : row.y })),
      'no covariates': rows.map((row) => ({ ...row, x: null, g: null })),
      'constant covariates': rows.map((row) => ({ ...row, x: 1, g: 'a' })),
      'covariates that follow the assignment': rows.map((row) => ({ ...row, x: row.z, g: `g${row.z}` })),
      'a level for each row': rows.slice(0, 40).map((row, i) => ({ ...row, g: `g${i}` })),
      'a constant outcome': rows.map((row) => ({ ...row, y: 7 })),
      'everybody does as assigned': rows.map((row) => ({ ...row, d: row.z })),
      'nobody uses it': rows.map((row) => ({ ...row, d: 0 })),
      'an outcome that is the assignment': rows.map((row) => ({ ...row, y: row.z })),
    };
    for (const on of Object.values(bad)) errorOf(question, {}, on);
  });
});

each(estimators)('$id, as an estimator', ({ question }) => {
  it.each(['y', 'b'])('names its estimate of %s, its sizes and its source', (outcome) => {
    const e = estimateOf(question, { outcome });
    expect(e.id).toBe(`${question.id}:${outcome}`);
    expect(e.method).toMatchObject({ id: question.id, source: question.source, options: { outcome, level: 0.95 } });
    expect(e.estimand).toMatchObject({ outcome, unit: { kind: outcome === 'b' ? 'share' : 'plain' } });
    expect(e.estimand.says).toMatch(/\.$/);
    expect(e.sizes.units).toBe(rows.length);
    expect(Object.values(e.sizes.perArm).reduce((a, b) => a + b)).toBe(e.sizes.units);
    expect(Object.values(e.sizes.dropped)).toEqual([0, 0]);
  });

  it('counts what it leaves out, by arm', () => {
    const holes = rows.map((row, i) => ({ ...row, y: i % 10 === 3 ? null : row.y }));
    const { sizes } = estimateOf(question, {}, holes);
    const missing = holes.filter(({ y }) => y === null).length;
    expect(sizes.units).toBe(rows.length - missing);
    expect(Object.values(sizes.dropped).reduce((a, b) => a + b)).toBe(missing);
  });

  it('puts its value inside an interval of the level asked for', () => {
    for (const level of [0.5, 0.9, 0.95, 0.999]) {
      const { value, interval } = estimateOf(question, { level });
      expect(interval.level).toBe(level);
      expect(interval.pieces.some(({ low, high }) => (low ?? -Infinity) <= value && value <= (high ?? Infinity))).toBe(true);
    }
  });

  it('widens with the level, two-sided and one-sided', () => {
    const width = ({ interval }: Estimate): number => interval.pieces.at(-1)!.high! - interval.pieces[0].low!;
    expect(width(estimateOf(question, { level: 0.99 }))).toBeGreaterThan(width(estimateOf(question, { level: 0.95 })));
    const { bounds, interval, value } = estimateOf(question, { level: 0.95, boundsLevel: 0.975 });
    if (bounds === undefined) return;
    expectDeepClose({ low: bounds.low, high: bounds.high }, interval.pieces[0], 1e-12);
    const lower = estimateOf(question, { boundsLevel: 0.9 }).bounds!;
    expect([bounds.low < lower.low, lower.low < value, value < lower.high, lower.high < bounds.high]).toEqual([true, true, true, true]);
  });

  it('tests no effect as its interval does', () => {
    const { test, interval } = estimateOf(question);
    const excludesZero = interval.pieces.every(({ low, high }) => (low ?? -Infinity) > 0 || (high ?? Infinity) < 0);
    expect(test!.pValue < 0.05).toBe(excludesZero);
    const [{ low, high }] = estimateOf(question, { level: 1 - test!.pValue }).interval.pieces;
    expect(Math.min(Math.abs(low ?? Infinity), Math.abs(high ?? Infinity))).toBeLessThan(1e-9);
  });

  it('ignores a constant added to every outcome', () => {
    const [found, base] = [
      estimateOf(
        question,
        {},
        rows.map((row) => ({ ...row, y: row.y! + 1000 })),
      ),
      estimateOf(question),
    ];
    expect(Math.abs(found.value - base.value)).toBeLessThan(1e-9 * base.standardError!);
    expect(Math.abs(found.standardError! / base.standardError! - 1)).toBeLessThan(1e-9);
  });

  it('scales with the outcome', () => {
    const [found, base] = [
      estimateOf(
        question,
        {},
        rows.map((row) => ({ ...row, y: -3 * row.y! })),
      ),
      estimateOf(question),
    ];
    expectDeepClose([found.value, found.standardError], [-3 * base.value, 3 * base.standardError!], 1e-10);
    const [[piece], [own]] = [found.interval.pieces, base.interval.pieces];
    expectDeepClose([piece.low, piece.high], [-3 * own.high!, -3 * own.low!], 1e-10);
  });

  it('refuses an outcome that does not vary', () => {
    const { estimates, findings } = answerOf(
      question,
      {},
      rows.map((row) => ({ ...row, y: 7 })),
    );
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ verdict: 'refuse', check: 'constant-outcome' }]);
  });

  it('refuses levels that are none', () => {
    for (const level of [0, 0.2, 1, 95, Number.NaN]) expect(errorOf(question, { level }, rows)?.code).toBe('option-invalid');
  });

  it('stops at an infinite outcome, naming it', () => {
    const infinite = rows.map((row, i) => ({ ...row, y: i === 3 ? Number.POSITIVE_INFINITY : row.y }));
    expect(errorOf(question, {}, infinite)).toMatchObject({ code: 'not-finite', facts: { column: 'y', count: 1 } });
  });
});

each(contrasts)('$id, as a contrast of arms', ({ question }) => {
  it(swapSign[question.id] === -1 ? 'flips its sign when the arms are swapped' : 'keeps its value when the arms are swapped', () => {
    const [base, swapped] = [estimateOf(question), estimateOf(question, { control: 1 })];
    expectDeepClose([swapped.value, swapped.standardError], [swapSign[question.id] * base.value, base.standardError], 1e-10);
  });

  it('names the arm that is not there, and the one that is too small', () => {
    expect(errorOf(question, { control: 'off' }, rows)).toMatchObject({ code: 'arm-missing', facts: { arm: 'off', seen: ['0', '1'] } });
    expect(errorOf(question, { treatments: [2] }, rows)).toMatchObject({ code: 'arm-missing', facts: { arm: '2' } });
    const alone = rows.map((row, i) => ({ ...row, z: i === 0 ? 1 : 0 }));
    expect(errorOf(question, {}, alone)).toMatchObject({ code: 'arm-too-small', facts: { arm: '1', units: 1 } });
    const unseen = rows.map((row) => ({ ...row, y: row.z === 1 ? null : row.y }));
    expect(errorOf(question, {}, unseen)).toMatchObject({ code: 'outcome-missing', facts: { arm: '1' } });
  });

  it('refuses to compare an arm with itself', () => {
    expect(errorOf(question, { treatments: [0, 1] }, rows)?.code).toBe('option-invalid');
    expect(errorOf(question, { treatments: [1, 1] }, rows)?.code).toBe('option-invalid');
  });

  it('is the same when units of no arm, or of an arm that is not asked about, are added', () => {
    const base = estimateOf(question, { treatments: [1] });
    const others = contractRows(60, 3).map((row, i) => ({ ...row, z: i % 2 === 0 ? 2 : null, g: i % 3 === 0 ? 'elsewhere' : row.g }));
    expectDeepClose(estimateOf(question, { treatments: [1] }, [...rows, ...others]), base, 1e-9);
  });

  it('estimates each of several arms under its own name, alike in any company', () => {
    const three = contractRows(360, 9).map((row, i) => ({ ...row, z: i % 3 }));
    const { estimates } = answerOf(question, {}, three);
    expect(estimates.map((e) => e.id)).toEqual([`${question.id}:y:1`, `${question.id}:y:2`]);
    expect(estimates.map((e) => e.estimand.contrast)).toEqual([
      { treatment: '1', control: '0' },
      { treatment: '2', control: '0' },
    ]);
    expect(estimates.every((e) => e.sizes.units === 240)).toBe(true);
  });

  it('reads arms as text, whatever their type', () => {
    const base = estimateOf(question);
    const named = estimateOf(question, { control: '0', treatments: ['1'] });
    expectDeepClose({ ...named, method: base.method }, base, 0);
  });
});

each(adjusting)('$id, as an adjustment', ({ question }) => {
  it('does not care where a covariate is zero or how it is scaled', () => {
    const [base, found] = [
      estimateOf(question),
      estimateOf(
        question,
        {},
        rows.map((row) => ({ ...row, x: 40 - 7 * row.x! })),
      ),
    ];
    expectDeepClose([found.value, found.standardError, found.interval], [base.value, base.standardError, base.interval], 1e-9);
  });

  it('is sharper here than the unadjusted effect, and near it', () => {
    const [adjusted, plain] = [estimateOf(question), only(runSync(relationOf(rows), catalogue.itt.onExample().ask()))];
    expect(adjusted.standardError!).toBeLessThan(plain.standardError!);
    expect(Math.abs(adjusted.value - plain.value)).toBeLessThan(2 * plain.standardError!);
  });

  it('names a covariate that is constant or follows the assignment', () => {
    expect(
      errorOf(
        question,
        {},
        rows.map((row) => ({ ...row, x: 1 })),
      ),
    ).toMatchObject({ code: 'covariates-collinear', facts: { columns: ['x'], why: 'constant' } });
  });
});

each(questions.filter((question) => has(question, 'adjust')))('$id, with missing covariates', ({ question }) => {
  const blanked = (name: 'x' | 'g', perArm: number, from = 0): readonly Row[] => {
    const seen = new Map<number | null, number>();
    return rows.map((row) => {
      const count = seen.get(row.z) ?? 0;
      seen.set(row.z, count + 1);
      return count >= from && count < from + perArm ? { ...row, [name]: null } : row;
    });
  };

  it.each([1, 2, 12])('keeps every unit that has the outcome when x is missing on %d an arm', (perArm) => {
    const { estimates, findings } = answerOf(question, {}, blanked('x', perArm));
    expect(estimates.map(({ sizes }) => sizes.units)).toEqual([rows.length]);
    expect(findings).toMatchObject([{ check: 'imputed-covariate', verdict: 'warn', statistic: 2 * perArm, about: { column: 'x' } }]);
  });

  it('keeps them when two covariates are missing together but for one unit', () => {
    const [x, g] = [blanked('x', 6), blanked('g', 7)];
    const holes = rows.map((row, i) => ({ ...row, x: x[i].x, g: g[i].g }));
    const { estimates, findings } = answerOf(question, { adjust: ['x', { factor: 'g' }] }, holes);
    expect(estimates.map(({ sizes }) => sizes.units)).toEqual([rows.length]);
    expect(findings.map(({ statistic }) => statistic)).toEqual([12, 14]);
  });

  it('says so when the outcome is among the covariates', () => {
    expect(errorOf(question, { adjust: ['x', 'y'] }, rows)).toMatchObject({ code: 'option-invalid', facts: { option: 'adjust' } });
  });

  it('is unmoved by what a covariate is on rows without the outcome', () => {
    const base = estimateOf(question, {}, rows);
    const extra = rows.slice(0, 20).map((row) => ({ ...row, y: null, x: null, g: 'elsewhere' }));
    const found = estimateOf(question, {}, [...rows, ...extra]);
    expectDeepClose([found.value, found.standardError, found.interval], [base.value, base.standardError, base.interval], 1e-9);
  });
});
