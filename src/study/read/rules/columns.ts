import type { DesignedStudy } from '../../../protocol/design.ts';
import { type KeyPath, problem } from '../../../protocol/keys/problem.ts';
import type { OutcomeKeys } from '../../../protocol/keys/study-file.ts';
import { annotatorsOf, judgesOf } from '../../../protocol/measured-of.ts';
import type { Clash, Part } from '../../../protocol/named.ts';
import type { Rule } from './names.ts';

interface Use {
  readonly column: string;
  readonly path: KeyPath;
  /** Said of it instead of what is said of its part. */
  readonly says?: string;
}

const says: Readonly<Record<Part, string>> = {
  unit: 'the unit',
  assignment: 'the assignment',
  usage: 'the usage column',
  covariate: 'a covariate',
  mediator: 'a mediator',
  outcome: 'an outcome',
  segment: 'a segment',
  blocks: 'the column of blocks',
  alongside: 'the assignment of another experiment',
  rerandomized: 'a column that arms were made alike in',
  trigger: 'part of the trigger',
  served: 'the column of served units',
  probability: 'the chance of being served',
  policy: 'part of a policy',
  learning: 'part of the condition that chooses rows to learn from',
  judge: 'a judge',
  'human label': 'a human label',
};

/** Parts that one column cannot play together in any design, and what to do. Designs add clashes of their own. */
const common: readonly Clash[] = [
  {
    part: 'covariate',
    others: ['assignment', 'usage', 'mediator', 'outcome'],
    mend: 'Take it out of covariates: a covariate is measured before assignment.',
  },
  { part: 'covariate', others: ['unit'], mend: 'Take it out of covariates: it tells units apart and measures nothing.' },
  { part: 'mediator', others: ['assignment', 'unit'], mend: 'Take it out of mediators: a mediator is what the treatment changes on its way to the outcome.' },
  { part: 'outcome', others: ['assignment', 'unit'], mend: 'Take it out of outcomes: an outcome is measured after assignment.' },
  {
    part: 'segment',
    others: ['assignment', 'usage', 'mediator', 'outcome', 'unit'],
    mend: 'Take it out of segments: a segment is known before assignment and holds many units.',
  },
  {
    part: 'served',
    others: ['assignment', 'usage', 'covariate', 'outcome', 'unit', 'probability'],
    mend: 'Name the column that says which units were served: 0 and 1, of every unit.',
  },
  {
    part: 'probability',
    others: ['assignment', 'covariate', 'outcome', 'unit'],
    mend: 'Name the column of the chance to be served, logged when that was decided.',
  },
];

/** No column plays two parts that exclude each other. */
export const columnsApart: Rule = (designed) => {
  const uses = usesOf(designed);
  return [...common, ...designed.design.apart].flatMap(({ part, others, mend }) =>
    uses(part).flatMap((use) => {
      const [other] = others.flatMap((o) => uses(o).flatMap(({ column, says: own }) => (column === use.column ? [own ?? says[o]] : [])));
      return other === undefined ? [] : [problem(use.path, 'study-column-twice', { column: use.column, first: use.says ?? says[part], second: other, mend })];
    }),
  );
};

function usesOf({ study, design }: DesignedStudy): (part: Part) => readonly Use[] {
  const { unit, covariates, mediators, outcomes, segments, population } = study;
  const single = (column: string | undefined, path: KeyPath): readonly Use[] => (column === undefined ? [] : [{ column, path }]);
  const listed = (names: readonly string[], list: string): readonly Use[] => names.map((column, i) => ({ column, path: [list, i] }));
  const general: Partial<Record<Part, readonly Use[]>> = {
    unit: single(unit, ['unit']),
    covariate: listed(covariates, 'covariates'),
    mediator: listed(mediators, 'mediators'),
    outcome: Object.entries(outcomes).flatMap(([name, { ratio, quantile, measured }]) => [
      { column: name, path: ['outcomes', name] },
      ...(ratio ?? []).map((column, i) => ({ column, path: ['outcomes', name, 'ratio', i], says: `part of the outcome ${name}` })),
      ...(quantile ? [{ column: quantile[0], path: ['outcomes', name, 'quantile', 0], says: `part of the outcome ${name}` }] : []),
      ...measuredUses(name, measured),
    ]),
    segment: listed(segments, 'segments'),
    served: single(population?.served, ['population', 'served']),
    probability: single(population?.probability, ['population', 'probability']),
  };
  const own = design.columns(study.design);
  return (part) => [...(general[part] ?? []), ...own.filter((named) => named.part === part)];
}

function measuredUses(name: string, measured: OutcomeKeys['measured']): readonly Use[] {
  if (!measured) return [];
  const use = (column: string, by: string): Use => ({ column, path: ['outcomes', name, 'measured', by], says: `the ${by} of the outcome ${name}` });
  return [...judgesOf(measured).map((column) => use(column, 'judge')), ...annotatorsOf(measured).map((column) => use(column, 'human'))];
}
