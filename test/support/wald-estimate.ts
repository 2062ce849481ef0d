import { fromRows } from '../../src/engines/memory/from-rows.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { type Levels, usualLevels, waldInference } from '../../src/inference/wald.ts';
import { type Asking, all } from '../../src/relation/asking.ts';
import { runSync } from '../../src/relation/run.ts';

export interface Told {
  readonly outcome?: string;
  readonly treatment?: string;
  readonly control?: string;
  readonly value: number;
  readonly standardError?: number;
}

/** An estimate whose interval, bounds and test follow from its standard error, under the normal distribution. */
export function waldEstimate({ outcome = 'y', treatment = '1', control = '0', value, standardError = 1 }: Told, levels: Levels = usualLevels): Estimate {
  return {
    id: `itt:${outcome}:${treatment}`,
    role: 'primary',
    estimand: { contrast: { treatment, control }, population: 'all units', outcome, unit: { kind: 'plain' }, says: 'The effect.' },
    value,
    ...waldInference(value, standardError, { kind: 'normal' }, levels),
    sizes: { units: 400, perArm: { [control]: 200, [treatment]: 200 }, dropped: {} },
    method: { id: 'itt', options: {}, source: 's' },
  };
}

/** An answer of estimates alone, from a method that needs no rows. */
export function* answering(estimates: readonly Estimate[], findings: Answer['findings'] = []): Asking<Answer> {
  return { estimates, findings, exhibits: yield* all([]) };
}

/** What a method answers that needs no rows. */
export const answerOf = <T>(asking: Asking<T>): T => runSync(fromRows([{ x: 1 }]), asking);
