import { type Problem, problem } from '../../../protocol/keys/problem.ts';
import type { OutcomeKeys } from '../../../protocol/keys/study-file.ts';
import { netValue } from '../../../protocol/net-value.ts';
import type { Rule } from './names.ts';

const at = (...path: readonly (string | number)[]) => ['heterogeneity', ...path];

/** What effects may differ by was known before treatment, and the outcome is one that each unit has a number of. */
export const heterogeneityFits: Rule = (designed) => {
  const { heterogeneity } = designed.study;
  if (!heterogeneity) return [];
  return [...knownBefore(designed), ...outcomeKnown(designed), ...policyFits(designed), ...costsOnce(designed)];
};

const knownBefore = ({ study, design }: Parameters<Rule>[0]): readonly Problem[] => {
  const { covariates, segments, mediators, outcomes, heterogeneity } = study;
  const known = [...new Set([...covariates, ...segments])];
  const { by } = heterogeneity!;
  if (!by) return known.length > 0 ? [] : [problem(at(), 'heterogeneity-by-none', {}, 'key')];
  const own = design.columns(study.design);
  const after = (name: string): string | undefined => {
    if (mediators.includes(name)) return 'a mediator';
    if (Object.hasOwn(outcomes, name)) return 'an outcome';
    return own.find(({ column, part }) => column === name && part === 'usage') && 'the column of usage';
  };
  return by.flatMap((name, i) => {
    if (known.includes(name)) return [];
    if (name === study.unit) return [problem(at('by', i), 'heterogeneity-by-unit', { name })];
    const as = after(name);
    const path = at('by', i);
    return [as === undefined ? problem(path, 'heterogeneity-by-unknown', { name, known }) : problem(path, 'heterogeneity-after', { name, as })];
  });
};

function outcomeKnown({ study: { outcomes, heterogeneity } }: Parameters<Rule>[0]): readonly Problem[] {
  const { of } = heterogeneity!;
  const name = of ?? Object.keys(outcomes).find((one) => outcomes[one].role === 'primary');
  const known = [...Object.keys(outcomes), ...(Object.values(outcomes).some(({ value }) => value !== undefined) ? [netValue] : [])];
  if (name === undefined || name === netValue) return name !== undefined && !known.includes(name) ? [unknown(name, known)] : [];
  if (!Object.hasOwn(outcomes, name)) return [unknown(name, known)];
  const kind = kindOf(outcomes[name]);
  return kind === undefined
    ? []
    : [problem(of === undefined ? at() : at('of'), 'heterogeneity-outcome-kind', { name, kind }, of === undefined ? 'key' : undefined)];
}

const unknown = (name: string, known: readonly string[]): Problem => problem(at('of'), 'heterogeneity-outcome-unknown', { name, known });

/** Why units have no number of an outcome each. */
function kindOf({ ratio, quantile, measured }: OutcomeKeys): string | undefined {
  if (ratio) return 'a ratio of totals';
  if (quantile) return 'a quantile';
  return measured && 'measured by a judge and audits';
}

function policyFits({ study, design }: Parameters<Rule>[0]): readonly Problem[] {
  const { policy } = study.heterogeneity!;
  if (!policy) return [];
  const { cost, budget, capacity } = policy;
  const known = design.words(study).treatments;
  const names = typeof cost === 'number' ? [] : Object.keys(cost);
  const free = typeof cost === 'number' ? cost === 0 : Object.values(cost).every((one) => one === 0);
  return [
    ...names.filter((name) => !known.includes(name)).map((name) => problem(at('policy', 'cost', name), 'heterogeneity-cost-unknown', { name, known }, 'key')),
    ...(budget !== undefined && capacity !== undefined ? [problem(at('policy', 'capacity'), 'heterogeneity-two-limits', { budget, capacity }, 'key')] : []),
    ...(budget !== undefined && free ? [problem(at('policy', 'budget'), 'heterogeneity-budget-idle', { budget })] : []),
  ];
}

/** What is worth something in the net value already is not taken off again. */
function costsOnce({ study: { outcomes, heterogeneity } }: Parameters<Rule>[0]): readonly Problem[] {
  const { of, policy } = heterogeneity!;
  const costs = Object.keys(outcomes).filter((name) => outcomes[name].role === 'cost' && outcomes[name].value !== undefined);
  const asked = policy && (typeof policy.cost === 'number' ? policy.cost > 0 : Object.values(policy.cost).some((cost) => cost > 0));
  return of === netValue && asked && costs.length > 0 ? [problem(at('policy', 'cost'), 'heterogeneity-cost-twice', { costs }, 'key')] : [];
}
