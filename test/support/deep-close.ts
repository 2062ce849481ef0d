import { expect } from 'vitest';

/** The same plain data, numbers to a share of their size; names the path of the first difference. */
export function expectDeepClose(actual: unknown, expected: unknown, tolerance: number, path = 'answer'): void {
  if (typeof actual === 'number' && typeof expected === 'number') {
    const allowed = tolerance * Math.max(1e-3, Math.abs(actual), Math.abs(expected));
    expect(actual === expected || Math.abs(actual - expected) <= allowed, `${path}: ${actual} against ${expected}`).toBe(true);
  } else if (typeof actual === 'object' && actual !== null && typeof expected === 'object' && expected !== null) {
    expect(Object.keys(actual), path).toEqual(Object.keys(expected));
    for (const key of Object.keys(actual)) {
      expectDeepClose((actual as Record<string, unknown>)[key], (expected as Record<string, unknown>)[key], tolerance, `${path}.${key}`);
    }
  } else expect(actual, path).toEqual(expected);
}

/** Freezes plain data all the way down, so that writing to it throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
