import { type Problem, problem } from '../../../protocol/keys/problem.ts';
import { annotatorsOf, humanOf, judgesOf } from '../../../protocol/measured-of.ts';
import { transformFacts } from '../../../protocol/scale.ts';
import type { Rule } from './names.ts';

/** One primary outcome decides. */
export const onePrimary: Rule = ({ study: { outcomes } }) => {
  const names = Object.keys(outcomes);
  const [first, ...others] = names.filter((name) => outcomes[name].role === 'primary');
  if (first === undefined) return [problem(['outcomes'], 'study-primary-missing', { outcomes: names }, 'key')];
  return others.map((second) => problem(['outcomes', second, 'role'], 'study-primary-twice', { first, second }));
};

/** A guardrail has a tolerance, and nothing else has one. */
export const tolerances: Rule = ({ study: { outcomes } }) =>
  Object.entries(outcomes).flatMap(([outcome, { role, tolerance }]) => {
    if (role === 'guardrail' && tolerance === undefined) return [problem(['outcomes', outcome], 'study-tolerance-missing', { outcome }, 'key')];
    if (role !== 'guardrail' && tolerance !== undefined) return [problem(['outcomes', outcome, 'tolerance'], 'study-tolerance-idle', { outcome, role })];
    return [];
  });

/** Only what has a tolerance protects anything. */
export const protection: Rule = ({ study: { outcomes } }) =>
  Object.entries(outcomes).flatMap(([outcome, { role, protects }]) =>
    protects !== undefined && role !== 'guardrail' ? [problem(['outcomes', outcome, 'protects'], 'study-protects-idle', { outcome, role }, 'key')] : [],
  );

/** A scale is put on a column that varies, and money is worth the same on every step of it. */
export const scales: Rule = ({ study: { outcomes } }) =>
  Object.entries(outcomes).flatMap(([outcome, o]) => {
    const found: Problem[] = [];
    for (const key of ['transform', 'winsorize'] as const)
      if (o.ratio && o[key] !== undefined) found.push(problem(['outcomes', outcome, key], 'study-ratio-clash', { outcome, key }, 'key'));
    if (o.ratio && o.value !== undefined) found.push(problem(['outcomes', outcome, 'value'], 'study-ratio-clash', { outcome, key: 'value' }, 'key'));
    for (const key of ['ratio', 'transform', 'winsorize', 'value'] as const)
      if (o.quantile && o[key] !== undefined) found.push(problem(['outcomes', outcome, key], 'study-quantile-clash', { outcome, key }, 'key'));
    if (o.transform && o.value !== undefined)
      found.push(problem(['outcomes', outcome, 'value'], 'study-transform-value', { outcome, transform: o.transform }, 'key'));
    if (o.transform && typeof o.tolerance === 'string') {
      const geometric = transformFacts(o.transform).geometric === true;
      const facts = { outcome, transform: o.transform, geometric, tolerance: o.tolerance };
      found.push(problem(['outcomes', outcome, 'tolerance'], 'study-transform-percent', facts));
    }
    const limits = o.winsorize && ('quantiles' in o.winsorize ? o.winsorize.quantiles : o.winsorize);
    if (limits && !(limits[0] < limits[1]))
      found.push(problem(['outcomes', outcome, 'winsorize'], 'study-limits-reversed', { outcome, low: limits[0], high: limits[1] }));
    if (o.bounds && !(o.bounds[0] < o.bounds[1]))
      found.push(problem(['outcomes', outcome, 'bounds'], 'study-bounds-reversed', { outcome, low: o.bounds[0], high: o.bounds[1] }));
    return found;
  });

/** A measured outcome has no scale of its own, and in a ratio it can only be the numerator. */
export const measures: Rule = ({ study: { outcomes } }) =>
  Object.entries(outcomes).flatMap(([outcome, o]) => {
    if (!o.measured) return [];
    const found: Problem[] = [];
    for (const key of ['quantile', 'transform', 'winsorize'] as const)
      if (o[key] !== undefined) found.push(problem(['outcomes', outcome, key], 'study-measured-clash', { outcome, key }, 'key'));
    const { using, by, errors, combine } = o.measured;
    const [human, annotators] = [humanOf(o.measured), annotatorsOf(o.measured)];
    if (o.ratio && o.ratio[0] !== human)
      found.push(problem(['outcomes', outcome, 'ratio', 0], 'study-measured-ratio', { outcome, human, numerator: o.ratio[0] }));
    const judging = annotators.find((name) => judgesOf(o.measured!).includes(name));
    if (judging !== undefined) {
      const twice = {
        column: judging,
        first: `the judge of ${outcome}`,
        second: 'its human label',
        mend: 'Name the column that holds the score of the judge.',
      };
      found.push(problem(['outcomes', outcome, 'measured', 'judge'], 'study-column-twice', twice));
    }
    if (combine !== undefined && annotators.length < 2)
      found.push(problem(['outcomes', outcome, 'measured', 'combine'], 'study-measured-combine', { outcome }, 'key'));
    if (errors === 'pooled' && by !== 'rogan-gladen')
      found.push(problem(['outcomes', outcome, 'measured', 'errors'], 'study-measured-errors', { outcome, by }, 'key'));
    if (using.length > 0 && by !== 'calibration')
      found.push(problem(['outcomes', outcome, 'measured', 'using'], 'study-measured-using', { outcome, by }, 'key'));
    return found;
  });
