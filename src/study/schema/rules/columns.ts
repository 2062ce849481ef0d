import { judgesOf } from '../../measured/measured-of.ts';
import { routingColumns } from '../../routing/routing-columns.ts';
import { routingDesign } from '../../routing/routing-design.ts';
import { triggerColumns } from '../../trigger-of.ts';
import type { KeyPath } from '../key-text.ts';
import { problem } from '../problem.ts';
import type { StudyFile } from '../study-file.ts';
import type { Rule } from './rule.ts';

type Part =
  | 'unit'
  | 'assignment'
  | 'usage'
  | 'covariate'
  | 'mediator'
  | 'outcome'
  | 'segment'
  | 'blocks'
  | 'trigger'
  | 'served'
  | 'probability'
  | 'action'
  | 'policy'
  | 'learning';

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
  trigger: 'part of the trigger',
  served: 'the column of served units',
  probability: 'the chance of being served',
  action: 'the action that was taken',
  policy: 'part of a policy',
  learning: 'part of the condition that chooses rows to learn from',
};

/** What a column of one part cannot also be, and why. */
const clashes: readonly { readonly part: Part; readonly others: readonly Part[]; readonly mend: string }[] = [
  {
    part: 'covariate',
    others: ['assignment', 'usage', 'mediator', 'outcome', 'action'],
    mend: 'Take it out of covariates: a covariate is measured before assignment.',
  },
  { part: 'covariate', others: ['unit'], mend: 'Take it out of covariates: it tells units apart and measures nothing.' },
  { part: 'mediator', others: ['assignment', 'unit'], mend: 'Take it out of mediators: a mediator is what the treatment changes on its way to the outcome.' },
  { part: 'usage', others: ['assignment', 'unit'], mend: 'Name the column that says who used the feature, or take usage out.' },
  { part: 'outcome', others: ['assignment', 'unit', 'action'], mend: 'Take it out of outcomes: an outcome is measured after assignment.' },
  {
    part: 'segment',
    others: ['assignment', 'usage', 'mediator', 'outcome', 'unit', 'action'],
    mend: 'Take it out of segments: a segment is known before assignment and holds many units.',
  },
  {
    part: 'blocks',
    others: ['assignment', 'usage', 'mediator', 'outcome', 'unit'],
    mend: 'Name the column of the blocks within which arms were drawn: known before, with units of every arm in each.',
  },
  {
    part: 'trigger',
    others: ['assignment', 'usage', 'mediator', 'outcome'],
    mend: 'Take it out of the trigger: who could notice their arm is decided before the arms can differ.',
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
  {
    part: 'policy',
    others: ['action', 'outcome'],
    mend: 'Let the policy read what is known of a request before an action is taken.',
  },
  {
    part: 'learning',
    others: ['action', 'outcome'],
    mend: 'Choose the rows by a column that was drawn by chance, or by date.',
  },
  { part: 'assignment', others: ['unit'], mend: 'Name the column that holds the arm of each unit.' },
];

/** No column plays two parts that exclude each other. */
export const columnsApart: Rule = (study) => {
  const uses = usesOf(study);
  return clashes.flatMap(({ part, others, mend }) =>
    uses[part].flatMap(({ column, path }) => {
      const other = others.flatMap((o) => uses[o].filter((use) => use.column === column).map((use) => use.says ?? says[o]));
      return other.length > 0 ? [problem(path, 'study-column-twice', { column, first: says[part], second: other[0], mend })] : [];
    }),
  );
};

function usesOf(study: StudyFile): Readonly<Record<Part, readonly Use[]>> {
  const { unit, design, covariates, mediators, outcomes, segments, population } = study;
  const keys: Readonly<Record<string, unknown>> = design;
  const single = (column: unknown, path: KeyPath): readonly Use[] => (typeof column === 'string' ? [{ column, path }] : []);
  const listed = (names: readonly string[], list: string): readonly Use[] => names.map((column, i) => ({ column, path: [list, i] }));
  return {
    unit: single(unit, ['unit']),
    assignment: single(keys.assignment, ['design', 'assignment']),
    usage: single(keys.usage, ['design', 'usage']),
    covariate: listed(covariates, 'covariates'),
    mediator: listed(mediators, 'mediators'),
    outcome: Object.entries(outcomes).flatMap(([name, { ratio, quantile, measured }]) => [
      { column: name, path: ['outcomes', name] },
      ...(ratio ?? []).map((column, i) => ({ column, path: ['outcomes', name, 'ratio', i], says: `part of the outcome ${name}` })),
      ...(quantile ? [{ column: quantile[0], path: ['outcomes', name, 'quantile', 0], says: `part of the outcome ${name}` }] : []),
      ...measuredUses(name, measured),
    ]),
    segment: listed(segments, 'segments'),
    blocks: single(keys.blocks, ['design', 'blocks']),
    served: single(population?.served, ['population', 'served']),
    probability: single(population?.probability, ['population', 'probability']),
    ...routingUses(study),
    trigger: triggerColumns(study).map((column) => ({ column, path: ['design', 'trigger'] })),
  };
}

/** The action of a routing log, and what its policies and its search read. */
function routingUses(study: StudyFile): Readonly<Record<'action' | 'policy' | 'learning', readonly Use[]>> {
  const routing = routingDesign(study);
  const named = routing ? routingColumns(routing) : [];
  const learning = named.filter(({ path }) => path[2] === 'learning');
  return {
    action: named.filter(({ role }) => role === 'action'),
    learning,
    policy: named.filter((use) => use.role === 'policy' && !learning.includes(use)),
  };
}

function measuredUses(name: string, measured: StudyFile['outcomes'][string]['measured']): readonly Use[] {
  if (!measured) return [];
  const use = (column: string, by: string): Use => ({ column, path: ['outcomes', name, 'measured', by], says: `the ${by} of the outcome ${name}` });
  return [...judgesOf(measured).map((column) => use(column, 'judge')), use(measured.human, 'human')];
}
