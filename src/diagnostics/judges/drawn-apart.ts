import { column, divide, is, isKnown, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { studentTTail } from '../../math/distributions/student-t.ts';
import { armDesign } from '../../models/arm-design.ts';
import { type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { rollup, type Step, where } from '../../relation/steps.ts';
import { fewInBlock } from './audited-rows.ts';

/** Where audited units lie farthest from the rest: in standard deviations of the column. */
export interface Apart {
  readonly name: string;
  readonly statistic: number;
  readonly pValue: number;
}

interface Options {
  /** Column of 0 and 1. */
  readonly audited: string;
  readonly assignment: string;
  readonly covariates: readonly Covariate[];
  readonly sampling: string | undefined;
  readonly cluster: string | undefined;
  readonly blocks: string | undefined;
}

const [weight, share] = ['estimand:weight', 'estimand:share'];

/**
 * Do audited units differ from all, by the weights of their audit and with what lies together counted together?
 *
 * Model   in each arm and for each column f the mean of (a w - 1) (f - mean f), a 1 where people looked and w one over the probability, by default over the share of
 *         its arm that was audited; its error by the sums of what lies together; t with as many degrees of freedom as there are
 *         effective labels, or clusters of them, less one. Bonferroni over columns and arms.
 * Shapes  two rounds, three where blocks are to be counted first.
 */
export function* drawnApart(o: Options): Asking<Apart | undefined> {
  const { audited, assignment, covariates, sampling } = o;
  const [design, looks, together] = yield* all([
    armDesign({ assignment }, covariates),
    ask(moments({ columns: { [audited]: column(audited) }, by: [assignment] })),
    togetherBy(o),
  ]);
  const arms = looks.groups
    .filter(({ moments: m }) => m.n > 1 && meanOf(m, audited) > 0 && meanOf(m, audited) < 1)
    .map(({ key: [name], moments: m }) => ({ name, audited: meanOf(m, audited) }));
  const columns = design.columns;
  if (arms.length === 0 || columns.length === 0) return undefined;
  const among = (name: string): Moments => design.groups.find((g) => g.key[0] === name)!.moments;
  const chance = (name: number): Expression => (sampling === undefined ? divide(1, name) : divide(1, column(sampling)));
  const weightOf = arms.reduceRight<Expression>(
    (other, a) => when(is(column(assignment), a.name), times(column(audited), chance(a.audited)), other),
    divide(0, 0),
  );
  const ofArm = arms.map(({ name }) => name);
  const parts = columns.map(({ expression, name }) =>
    ofArm.reduceRight<Expression>(
      (other, own) => when(is(column(assignment), own), times(subtract(weightOf, 1), subtract(expression, meanOf(among(own), name))), other),
      divide(0, 0),
    ),
  );
  const asked = Object.fromEntries([[weight, weightOf] as const, ...parts.map((of, j) => [`${share}:${j}`, of] as const)]);
  const reply = yield* ask(
    together === undefined
      ? moments({ columns: asked, by: [assignment] })
      : moments({
          columns: Object.fromEntries(Object.keys(asked).map((name) => [name, column(name)])),
          by: [assignment],
          over: added(asked, assignment, together),
        }),
  );
  const tested = reply.groups.flatMap(({ key: [name], moments: m }) =>
    arms.some((a) => a.name === name) ? columns.map((c, j) => test(m, `${share}:${j}`, { name: c.name, all: among(name) })) : [],
  );
  const known = tested.filter((t) => t !== undefined);
  if (known.length === 0) return undefined;
  const least = known.reduce((a, b) => (b.pValue < a.pValue ? b : a));
  return { ...least, pValue: Math.min(1, known.length * least.pValue) };
}

/** The column by which rows are added up; undefined where every row stands for itself. */
function* togetherBy({ cluster, blocks }: Options): Asking<string | undefined> {
  if (cluster !== undefined || blocks === undefined) return cluster;
  const [rows, inBlocks] = yield* all([
    ask(moments({ columns: {}, by: [], where: isKnown(column(blocks)) })),
    ask(moments({ columns: {}, by: [], over: [rollup([blocks], { [share]: { kind: 'count' } })] })),
  ]);
  const [count, of] = [rows, inBlocks].map(({ groups }) => groups.reduce((sum, g) => sum + g.moments.n, 0));
  return count <= fewInBlock * of ? blocks : undefined;
}

/** Sums within an arm of what lies together: pairs hold both arms. */
const added = (columns: Readonly<Record<string, Expression>>, assignment: string, by: string): readonly Step[] => [
  where(isKnown(column(by))),
  rollup([by, assignment], Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, { kind: 'sum', of } as const]))),
];

function test(m: Moments, name: string, of: { readonly name: string; readonly all: Moments }): Apart | undefined {
  const error = Math.sqrt(varianceOf(m, name) / m.n);
  if (!(error > 0)) return undefined;
  const [labels, spread] = [effective(m), Math.sqrt(varianceOf(of.all, of.name))];
  if (labels < 2 || !(spread > 0)) return undefined;
  const mean = meanOf(m, name);
  // A mean over clusters is one over units times the units of a cluster.
  return { name: of.name, statistic: (mean * m.n) / of.all.n / spread, pValue: Math.min(1, 2 * studentTTail(Math.abs(mean / error), labels - 1)) };
}

/** As many labels, or clusters of them, of equal weight as tell as much (Kish). */
const effective = (m: Moments): number => {
  const total = m.n * meanOf(m, weight);
  const squares = varianceOf(m, weight) * (m.n - 1) + m.n * meanOf(m, weight) ** 2;
  return squares > 0 ? total ** 2 / squares : 0;
};
