import { wilson } from '../../inference/newcombe.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { Stance, Vocabulary } from '../../protocol/verdicts.ts';
import { isRead } from '../ask/headlines.ts';
import type { ReplayCell, ReplayedDraw } from './replay-task.ts';
import type { Found, Rate, ReplayedOutcome, Verdicts } from './replayed.ts';

/** So many of the draws, with Wilson's interval. */
function rateOf(count: number, of: number): Rate {
  if (of === 0) return { count, of, share: 0, low: 0, high: 1 };
  return { count, of, share: count / of, ...wilson({ events: count, n: of }, normalQuantile(0.975)) };
}

export function verdictsOf(draws: readonly ReplayedDraw[], called: Vocabulary): Verdicts {
  const of = (stance: Stance): Rate => rateOf(draws.filter((d) => d.stance === stance).length, draws.length);
  return { go: of('go'), wait: of('wait'), stop: of('stop'), called };
}

/** What is read, outcome by outcome and treatment by treatment, over all draws. */
export function outcomesOf(
  protocol: Protocol,
  arms: readonly string[],
  nothing: readonly ReplayedDraw[],
  planted: PlantedDraws | undefined,
): readonly ReplayedOutcome[] {
  return protocol.outcomes.filter(isRead).flatMap((outcome, o) =>
    arms.map((arm, a): ReplayedOutcome => {
      const at = o * arms.length + a;
      const truth = planted?.outcome === outcome.name ? planted.effect : undefined;
      return {
        outcome: outcome.name,
        arm,
        role: outcome.role,
        better: outcome.better,
        unit: outcome.unit,
        methods: methodsOf(nothing, at),
        nothing: foundOf(nothing, at, outcome, 0),
        ...(planted && truth !== undefined && { planted: { effect: truth, ...foundOf(planted.draws, at, outcome, truth) } }),
      };
    }),
  );
}

interface PlantedDraws {
  readonly draws: readonly ReplayedDraw[];
  readonly outcome: string;
  readonly effect: number;
}

function foundOf(draws: readonly ReplayedDraw[], at: number, { better, tolerance }: Outcome, truth: number): Found {
  const cells = draws.flatMap(({ cells: own }) => own[at] ?? []);
  const rate = (is: (cell: ReplayCell) => boolean): Rate => rateOf(cells.filter(is).length, draws.length);
  const good = better === 'higher' ? 1 : -1;
  const errors = cells.flatMap(({ standardError }) => standardError ?? []);
  const known = errors.length === cells.length && cells.length > 1;
  return {
    refused: draws.length - cells.length,
    found: rate(({ side }) => side !== 0),
    better: rate(({ side }) => side === good),
    covered: rate(({ low, high }) => low <= truth && truth <= high),
    ...(known && errorsTold(deviation(cells.map(({ value }) => value)), errors.reduce((sum, e) => sum + e, 0) / errors.length)),
    ...(tolerance && { guardrail: { passed: rate(({ guardrail }) => guardrail === 'pass'), failed: rate(({ guardrail }) => guardrail === 'fail') } }),
  };
}

const errorsTold = (spread: number, standardError: number): Pick<Found, 'spread' | 'standardError' | 'ratio'> => ({
  spread,
  standardError,
  ...(standardError > 0 && { ratio: spread / standardError }),
});

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
}

function methodsOf(draws: readonly ReplayedDraw[], at: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { cells } of draws) if (cells[at]) counts.set(cells[at].method, (counts.get(cells[at].method) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([method]) => method);
}
