import { expectOption } from './expect-looks.ts';

/** Units and events of one arm. */
export interface Events {
  readonly units: number;
  readonly events: number;
}

/** Units of two arms that came in together. How many there are must not depend on their own outcomes. */
export interface EventBlock {
  readonly treatment: Events;
  readonly control: Events;
}

export interface EventPlan {
  /** Events, and as many others, that each arm is thought to have had before the first block. Default: 0.18. */
  readonly prior?: number;
  /** Of the rates, treatment less control, that is doubted. Default: 0. */
  readonly difference?: number;
}

/** What is known after a block. */
export interface EventLook {
  /** The evidence so far: if the rates differ by what is doubted it exceeds 1 / alpha at any time with a chance of no more than alpha. */
  readonly eValue: number;
  /** One over the largest so far, at most 1: may be read after every block. */
  readonly pValue: number;
}

/** Of Turner, Ly & Grünwald: about what has the least regret. */
export const usualPrior = 0.18;

interface Rates {
  readonly treatment: number;
  readonly control: number;
}

/**
 * Evidence against two arms having the same rate of events, or rates so far apart, that may be read after every block.
 *
 * Model     of a block of a and b units: the likelihood of its events under rates p1 and p0 estimated from the blocks before it, over that under the rates d apart with the
 *           least a KL(p1, q + d) + b KL(p0, q); for d = 0 that is the rate they share on average, (a p1 + b p0) / (a + b). Whatever rates d apart are true, its expectation
 *           is at most one; the product over blocks is then a supermartingale that exceeds 1 / alpha at any time with a chance of at most alpha. The first block has no
 *           estimates and, for d = 0, counts as 1.
 * Shapes    one look a block. A block where an arm has no units tells nothing of a difference and counts as 1.
 * Errors    option-invalid for counts that are not whole, events that exceed their units, a prior that is not above zero, a difference outside -1 to 1.
 * Source    Turner, Ly & Grünwald (2024), Statistical Planning and Inference 230: Generic E-variables for exact sequential k-sample tests. Turner &
 *           Grünwald (2023), Statistics & Probability Letters 198, for differences.
 */
export function eventEvidence(blocks: readonly EventBlock[], { prior = usualPrior, difference = 0 }: EventPlan = {}): readonly EventLook[] {
  expectOption(difference > -1 && difference < 1, 'difference', difference, 'between -1 and 1');
  let most = 0;
  return logEvidence(withRates(blocks, prior), difference).map((log) => {
    most = Math.max(most, log);
    return { eValue: Math.exp(log), pValue: Math.exp(-most) };
  });
}

/** log of the evidence after each block. */
export function logEvidence(told: readonly ToldBlock[], difference: number): readonly number[] {
  let log = 0;
  return told.map(({ block, rates }) => {
    log += logRatio(block, rates, closestApart(difference, rates, block));
    return log;
  });
}

export interface ToldBlock {
  readonly block: EventBlock;
  readonly rates: Rates;
}

/** Each block with the rates that those before it tell. Errors  option-invalid. */
export function withRates(blocks: readonly EventBlock[], prior: number): readonly ToldBlock[] {
  expectOption(prior > 0 && Number.isFinite(prior), 'prior', prior, 'above zero, such as 0.18');
  const before = { treatment: { units: 2 * prior, events: prior }, control: { units: 2 * prior, events: prior } };
  return blocks.map((block, index) => {
    const rates = { treatment: before.treatment.events / before.treatment.units, control: before.control.events / before.control.units };
    for (const arm of ['treatment', 'control'] as const) {
      expectEvents(`blocks[${index}].${arm}`, block[arm]);
      before[arm].units += block[arm].units;
      before[arm].events += block[arm].events;
    }
    return { block, rates };
  });
}

function expectEvents(option: string, { units, events }: Events): void {
  expectOption(Number.isInteger(units) && units >= 0, `${option}.units`, units, 'a whole number, zero or more');
  expectOption(Number.isInteger(events) && events >= 0 && events <= units, `${option}.events`, events, `a whole number from 0 to ${units}`);
}

function closestApart(difference: number, { treatment, control }: Rates, block: EventBlock): Rates {
  const [a, b] = [block.treatment.units, block.control.units];
  if (a + b === 0) return { treatment, control };
  if (difference === 0) {
    const common = (a * treatment + b * control) / (a + b);
    return { treatment: common, control: common };
  }
  const q = risingRoot(
    (q) => {
      const r = q + difference;
      const slope = (units: number, p: number, x: number): number => (units === 0 ? 0 : (units * (x - p)) / (x * (1 - x)));
      const bend = (units: number, p: number, x: number): number => (units === 0 ? 0 : units * (p / x ** 2 + (1 - p) / (1 - x) ** 2));
      return [slope(a, treatment, r) + slope(b, control, q), bend(a, treatment, r) + bend(b, control, q)];
    },
    Math.max(0, -difference),
    Math.min(1, 1 - difference),
    (a * (treatment - difference) + b * control) / (a + b),
  );
  return { treatment: q + difference, control: q };
}

/** Where a rising function crosses zero between two ends, or the end it crosses beyond: by Newton's steps from a start, halving where they leave the ends. */
function risingRoot(valueAndSlope: (x: number) => readonly [number, number], from: number, to: number, start: number): number {
  let [low, high, x] = [from, to, start > from && start < to ? start : (from + to) / 2];
  for (let step = 0; step < 100; step++) {
    const [value, slope] = valueAndSlope(x);
    const next = x - value / slope;
    if (Math.abs(next - x) <= 1e-15) return x;
    if (value > 0) high = x;
    else low = x;
    x = next > low && next < high ? next : (low + high) / 2;
  }
  return x;
}

/** log of the likelihood of a block under one pair of rates over that under another. */
function logRatio(block: EventBlock, over: Rates, under: Rates): number {
  const one = ({ units, events }: Events, p: number, q: number): number => times(events, p, q) + times(units - events, 1 - p, 1 - q);
  return one(block.treatment, over.treatment, under.treatment) + one(block.control, over.control, under.control);
}

/** count log(p / q), zero for none. */
const times = (count: number, p: number, q: number): number => (count === 0 ? 0 : count * Math.log(p / q));
