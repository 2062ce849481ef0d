import { and, column, indicator, is, number, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { knownParts } from '../../expressions/walk.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { columns } from '../../relation/requests.ts';
import { derive, rollup, type Total, where } from '../../relation/steps.ts';
import { rotatedColumns } from '../second-pass.ts';
import { type BlockSums, blockSums, expectTwo, type RollupOptions } from './cluster-rollup.ts';

const name = (what: string): string => `estimand:${what}`;

/**
 * Adds the rows up by cluster, those of each arm apart, where clusters may hold several arms: one row a cluster is fetched, in one order for all arms. A cluster without rows in
 * an arm adds nothing there.
 *
 * Errors  cluster-too-few with fewer than two clusters in an arm.
 */
export function* spanningRollup(o: Omit<RollupOptions, 'arms'> & { readonly arms: NonNullable<RollupOptions['arms']> }): Asking<readonly BlockSums[]> {
  const { blocks, cluster, arms, grams, further = [] } = o;
  const derived: Record<string, Expression> = {};
  const totals: Record<string, Total> = {};
  const added = (what: string, of: Expression): void => {
    totals[name(what)] = { kind: 'sum', of };
  };
  for (const [b, block] of blocks.entries()) {
    const mine = is(column(arms.assignment), block.arm!);
    const own = (what: string): string => `${what}@${b}`;
    const totalOf = (what: string): Expression => column(name(own(what)));
    const made = (what: string, of: Expression): void => {
      derived[name(own(what))] = when(mine, of, number(0));
    };
    const basis = rotatedColumns(block);
    derived[name(own('n'))] = indicator(mine);
    added(own('n'), totalOf('n'));
    for (const [r, { of, less }] of block.residuals.entries()) made(`e${r}`, subtract(of, less));
    for (const [j, z] of basis.entries()) made(`z${j}`, z);
    for (const r of block.residuals.keys()) {
      added(own(`e${r}`), totalOf(`e${r}`));
      for (const j of basis.keys()) added(own(`e${r}z${j}`), times(totalOf(`e${r}`), totalOf(`z${j}`)));
    }
    for (let j = 0; grams && j < basis.length; j++) {
      added(own(`z${j}`), totalOf(`z${j}`));
      for (let i = 0; i <= j; i++) added(own(`z${i}z${j}`), times(totalOf(`z${i}`), totalOf(`z${j}`)));
    }
  }
  for (const [i, e] of further.entries()) {
    derived[name(`f${i}`)] = e;
    added(`f${i}`, column(name(`f${i}`)));
  }
  const read = [...blocks.flatMap(({ residuals }) => residuals.map(({ of }) => of)), ...blocks[0].columns, ...further].flatMap(knownParts);
  const reply = yield* ask(
    columns({
      columns: Object.fromEntries(Object.keys(totals).map((total) => [total, column(total)])),
      over: [where([o.where, ...read].reduce(and)), derive(derived), rollup([cluster], totals)],
    }),
  );
  return blocks.map((block, b) => {
    const sums = blockSums(block, o, (what) => reply.columns[name(what.startsWith('f') ? what : `${what}@${b}`)], true);
    expectTwo(cluster, block.arm, present(sums));
    return sums;
  });
}

/** Clusters with rows in the arm. */
export const present = ({ sizes }: BlockSums): number => sizes.reduce((count, n) => count + (n > 0 ? 1 : 0), 0);
