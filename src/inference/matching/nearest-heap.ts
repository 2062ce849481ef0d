/** The `count` smallest of many numbers, each of which may stand for several equals. */
export interface NearestHeap {
  readonly reset: () => void;
  readonly add: (value: number, times: number) => void;
  /** The `count`-th smallest; Infinity until so many were added. */
  readonly bound: () => number;
}

/** A heap with the largest on top, which leaves when the others are enough. */
export function nearestHeap(count: number): NearestHeap {
  const values: number[] = [];
  const times: number[] = [];
  let total = 0;

  const swap = (a: number, b: number): void => {
    [values[a], values[b]] = [values[b], values[a]];
    [times[a], times[b]] = [times[b], times[a]];
  };
  const raise = (from: number): void => {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (values[parent] >= values[at]) return;
      swap(at, parent);
      at = parent;
    }
  };
  const sink = (): void => {
    for (let at = 0; ; ) {
      let largest = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < values.length && values[child] > values[largest]) largest = child;
      if (largest === at) return;
      swap(at, largest);
      at = largest;
    }
  };
  const dropTop = (): void => {
    total -= times[0];
    const lastValue = values.pop()!;
    const lastTimes = times.pop()!;
    if (values.length === 0) return;
    values[0] = lastValue;
    times[0] = lastTimes;
    sink();
  };

  return {
    reset() {
      values.length = 0;
      times.length = 0;
      total = 0;
    },
    add(value, equals) {
      if (total >= count && value >= values[0]) return;
      values.push(value);
      times.push(equals);
      total += equals;
      raise(values.length - 1);
      while (total - times[0] >= count) dropTop();
    },
    bound: () => (total >= count ? values[0] : Number.POSITIVE_INFINITY),
  };
}
