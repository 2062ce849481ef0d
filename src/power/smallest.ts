import { EstimandError } from '../errors/estimand-error.ts';
import { bracketedRoot } from '../math/bracketed-root.ts';
import type { PowerDesign } from './design.ts';
import { expectOption } from './expect-design.ts';
import { powerAt, powerOf } from './power-of.ts';
import { precisionAt } from './precision.ts';
import { expectPower } from './units-for.ts';

interface AskedPower {
  readonly units: number;
  readonly power: number;
}

const mostDoublings = 200;

/**
 * The smallest true effect that the planned test finds with the power asked (MDE): towards better, from zero, or from the margin of superiority.
 *
 * Units     of the outcome; negative where lower is better.
 * Errors    option-invalid as for `powerOf` and `unitsFor`, and for a test that shows the absence of an effect; power-unreachable when no share can.
 */
export function smallestEffect(design: PowerDesign, { units, power }: AskedPower): number {
  const { test, better, outcome, compliers = 1 } = design;
  expectOption(
    test?.kind !== 'non-inferiority' && test?.kind !== 'equivalence',
    'test.kind',
    test?.kind ?? '',
    'difference or superiority; ask `smallestMargin` of the others',
  );
  expectPower(design, power);
  powerOf(design, { units, effect: 0 });
  const sign = better === 'lower' ? -1 : 1;
  const start = test?.kind === 'superiority' ? test.margin / compliers : 0;
  const most = outcome.kind === 'proportion' ? (sign > 0 ? 1 - outcome.control : outcome.control) / compliers : Infinity;
  const { standardError } = precisionAt(design, units, 0);
  const scale = outcome.kind === 'proportion' && outcome.method === 'arcsine' ? most : standardError / compliers;
  const short = (size: number): number => powerAt(design, units, sign * size) - power;
  return (
    sign *
    crossing(short, start, scale, most, () => ({ test: test?.kind ?? 'difference', effect: sign * most, why: `${units} units are not enough for any share` }))
  );
}

/**
 * The smallest margin within which the planned test shows that an effect is absent, with the power asked, when it truly is (or is `effect`).
 *
 * Units     of the outcome.
 * Errors    as `smallestEffect`; option-invalid for a test of a difference.
 */
export function smallestMargin(design: PowerDesign, { units, power, effect = 0 }: AskedPower & { readonly effect?: number }): number {
  const { test } = design;
  if (test?.kind !== 'non-inferiority' && test?.kind !== 'equivalence')
    throw new EstimandError('option-invalid', { option: 'test.kind', found: test?.kind ?? 'difference', asked: 'non-inferiority or equivalence' });
  expectPower(design, power);
  powerOf(design, { units, effect });
  const { standardError } = precisionAt(design, units, effect);
  const short = (margin: number): number => powerAt({ ...design, test: { ...test, margin } }, units, effect) - power;
  return crossing(short, 0, standardError, Infinity, () => ({ test: test.kind, effect, why: `${units} units are not enough` }));
}

type Facts = ConstructorParameters<typeof EstimandError<'power-unreachable'>>[1];

/** Where a rising function crosses zero, looked for from `start` in growing steps up to `most`. */
function crossing(short: (x: number) => number, start: number, scale: number, most: number, why: () => Facts): number {
  let [low, step] = [start, scale];
  for (let i = 0; i < mostDoublings; i++) {
    const high = Math.min(start + step, most);
    if (short(high) >= 0) return bracketedRoot(short, low, high);
    if (high === most) break;
    low = high;
    step *= 2;
  }
  throw new EstimandError('power-unreachable', why());
}
