import { EstimandError } from '../../errors/estimand-error.ts';
import { sayCount } from '../../estimate/say.ts';
import { keyVector } from '../../expressions/text-loops.ts';
import type { Vector } from '../../expressions/vector.ts';
import type { Codes, Mechanism } from '../../inference/randomization/mechanism.ts';
import type { DeclaredArms } from '../../protocol/design.ts';
import type { StudySource } from '../read/parse-study.ts';
import type { ReplayRows } from './replay-rows.ts';

export interface ReplayMechanism {
  readonly mechanism: Mechanism;
  /** What is drawn, in words. */
  readonly says: string;
}

/**
 * How the study draws its arms, on these rows: as many of each as there were where all rows are drawn on, else by the planned shares.
 *
 * Errors  not-replayable where the rows have too few to draw, or blocks that hold fewer than there are arms.
 */
export function replayMechanism(rows: ReplayRows, arms: DeclaredArms, source: StudySource): ReplayMechanism {
  const { protocol, columns, n, had, repeated } = rows;
  const drawnBy = protocol.cluster ?? repeated;
  const clusters = drawnBy === undefined ? undefined : codesOf(columns[drawnBy]);
  const blocks = protocol.blocks === undefined ? undefined : codesOf(columns[protocol.blocks]);
  const names = [arms.control, ...arms.treatments];
  const shares = names.map((arm) => arms.shares?.[arm] ?? 1 / names.length);
  const first = had ?? dealt({ n, clusters, blocks, shares });
  const lots = clusters?.count ?? n;
  if (lots < 2 * names.length || (blocks && !had && smallBlocks(blocks, clusters, names.length) > 0.5)) {
    const held = protocol.blocks === undefined ? '' : `, and most blocks (${protocol.blocks}) hold fewer than there are arms`;
    throw new EstimandError(
      'not-replayable',
      {
        why: `${sayCount(lots)} ${drawnBy ?? 'units'} of these rows cannot be dealt to ${names.length} arms${held}`,
        instead: 'Use --rows all where nothing was changed (A/A), or bring rows from before the launch.',
      },
      source.placeOf(['design', protocol.blocks === undefined ? 'assignment' : 'blocks']),
    );
  }
  const on = protocol.rerandomized?.on.map((name) => numbersOf(columns[name], name, source));
  return {
    mechanism: {
      arms: first,
      ...(clusters && { clusters }),
      ...(blocks && { blocks }),
      ...(on && { rerandomized: { on, acceptance: protocol.rerandomized!.acceptance } }),
    },
    says: `${drawnBy === undefined ? 'single units' : `whole ${drawnBy}`}${protocol.blocks === undefined ? '' : ` within ${protocol.blocks}`}${on ? ', again until arms are alike' : ''}`,
  };
}

/** Numbers without gaps. */
function codesOf(v: Vector): Codes {
  const { codes } = keyVector(v);
  const place = new Map<number, number>();
  const out = codes.map((code) => {
    if (!place.has(code)) place.set(code, place.size);
    return place.get(code)!;
  });
  return { codes: out, count: place.size };
}

interface Dealt {
  readonly n: number;
  readonly clusters: Codes | undefined;
  readonly blocks: Codes | undefined;
  readonly shares: readonly number[];
}

/** Arms by share, block by block; what a block cannot split evenly is made up for in the next. */
function dealt({ n, clusters, blocks, shares }: Dealt): Int32Array {
  const lotOf = clusters?.codes ?? Int32Array.from({ length: n }, (_, i) => i);
  const blockOf = new Int32Array(clusters?.count ?? n);
  for (let i = 0; i < n; i++) blockOf[lotOf[i]] = blocks?.codes[i] ?? 0;
  const order = Int32Array.from(blockOf.keys()).sort((a, b) => blockOf[a] - blockOf[b] || a - b);
  const given = new Float64Array(shares.length);
  const arms = new Int32Array(order.length);
  for (let g = 0; g < order.length; g++) {
    let next = 0;
    for (let arm = 1; arm < shares.length; arm++) if (shares[arm] * (g + 1) - given[arm] > shares[next] * (g + 1) - given[next] + 1e-9) next = arm;
    given[next]++;
    arms[order[g]] = next;
  }
  return lotOf.map((g) => arms[g]);
}

/** The share of blocks with fewer lots than there are arms. */
function smallBlocks(blocks: Codes, clusters: Codes | undefined, arms: number): number {
  const held = Array.from({ length: blocks.count }, () => new Set<number>());
  for (let i = 0; i < blocks.codes.length; i++) held[blocks.codes[i]].add(clusters?.codes[i] ?? i);
  return held.filter((lots) => lots.size < arms).length / blocks.count;
}

function numbersOf(v: Vector | undefined, name: string, { placeOf }: StudySource): Float64Array {
  if (v?.type === 'number' && !v.known) return v.values;
  throw new EstimandError(
    'not-replayable',
    { why: `some units lack "${name}", in which arms had to be alike`, instead: 'Fill the column as it was when arms were drawn.' },
    placeOf(['design', 'rerandomized']),
  );
}
