import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

type Polynomial = readonly number[];

/** Outcome by score on both sides of zero. */
interface Curves {
  readonly below: Polynomial;
  readonly above: Polynomial;
}

/**
 * Regression functions of published simulations: votes for a party by its last margin, mortality of children by poverty, and the first bent more.
 *
 * Source  Calonico, Cattaneo & Titiunik (2014), Econometrica 82, models 1 to 3.
 */
export const publishedCurves = {
  votes: { below: [0.48, 1.27, 7.18, 20.21, 21.54, 7.33], above: [0.52, 0.84, -3, 7.99, -9.01, 3.56] },
  mortality: { below: [3.71, 2.3, 3.28, 1.45, 0.23, 0.03], above: [0.26, 18.49, -54.81, 74.3, -45.02, 9.83] },
  bent: { below: [0.48, 1.27, -3.59, 14.147, 23.694, 10.995], above: [0.52, 0.84, -0.3, -2.397, -0.901, 3.56] },
} as const satisfies Record<string, Curves>;

export interface Scored {
  readonly rows: number;
  readonly curves: Curves;
  /** What is left of the outcome: normal as in the source, with heavy tails, or the outcome is 0 or 1 with a tenth of the curve as its chance. */
  readonly noise?: 'normal' | 'heavy' | 'binary';
  /** Scores are rounded to so many steps of one. */
  readonly steps?: number;
  /** Rows of a cluster share half of the variance of their noise, and lie where they lie by themselves. */
  readonly clusters?: number;
  /** Each cluster lies on one side of the cutoff: half of them on either. */
  readonly apart?: true;
  /** A score decides so often; else a coin does. */
  readonly followed?: number;
}

const valueAt = (polynomial: Polynomial, x: number): number => polynomial.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

/** The second smallest of five uniform draws, which has the law Beta(2, 4). */
function beta(random: Random): number {
  return Array.from({ length: 5 }, () => random.uniform()).sort((a, b) => a - b)[1];
}

const deviation = 0.1295;

export function scored({ rows, curves, noise = 'normal', steps, clusters, apart, followed }: Scored): Draws {
  const jump = curves.above[0] - curves.below[0];
  return {
    truth: () => (noise === 'binary' ? 0.1 * jump : jump),
    rows: (replication) => {
      const random = stream(18_000_000, replication);
      const columns: { score: number[]; y: number[]; took: string[]; team: number[] } = { score: [], y: [], took: [], team: [] };
      const shared = Array.from({ length: clusters ?? 0 }, () => random.normal());
      for (let i = 0; i < rows; i++) {
        const exact = 2 * beta(random) - 1;
        const score = steps === undefined ? exact : Math.floor(exact * steps) / steps;
        const team = clusters === undefined ? 0 : apart ? random.integer(clusters / 2) + (score < 0 ? 0 : clusters / 2) : random.integer(clusters);
        const compliant = followed === undefined || random.bernoulli(followed) === 1;
        const took = compliant ? score >= 0 : random.bernoulli(0.5) === 1;
        const own = noise === 'heavy' ? (Math.exp(1.2 * random.normal()) - Math.exp(0.72)) / 2 : random.normal();
        const error = clusters === undefined ? own : Math.SQRT1_2 * (own + shared[team]);
        // Of rows whose treatment does not follow their score the curve is that of their side, and the jump that of their treatment.
        const curve = valueAt(score < 0 ? curves.below : curves.above, score) + (took ? jump : 0) - (score >= 0 ? jump : 0);
        columns.score.push(score);
        columns.team.push(team);
        columns.took.push(took ? 'ai' : 'none');
        columns.y.push(noise === 'binary' ? random.bernoulli(Math.min(1, Math.max(0, 0.1 * curve))) : curve + deviation * error);
      }
      return fromColumns(columns);
    },
  };
}
