import { moneyMarks } from './currency.ts';
import type { Unit } from './estimate.ts';
import { sayNumber, saySigned } from './say.ts';

/** A unit as print knows it: what to multiply by, what stands before and behind the digits. */
export interface Measure {
  readonly factor: number;
  readonly before: string;
  readonly after: string;
  /** Money never shows a single decimal. */
  readonly minor?: 2;
  /** A ratio has no direction, so no plus before it. */
  readonly unsigned?: true;
}

const abbreviations: Readonly<Record<string, string>> = { milliseconds: 'ms', seconds: 's', minutes: 'min', hours: 'h', days: 'd' };

export function measureOf(unit: Unit, words: 'short' | 'full' = 'full'): Measure {
  switch (unit.kind) {
    case 'share':
      return { factor: 100, before: '', after: ' pp' };
    case 'money':
      return { factor: 1, ...moneyMarks(unit.currency) };
    case 'named':
      return { factor: 1, before: '', after: ` ${words === 'short' ? (abbreviations[unit.name] ?? unit.name) : unit.name}` };
    case 'ratio':
      return { factor: 1, before: '', after: ' times', unsigned: true };
    case 'plain':
      return { factor: 1, before: '', after: '' };
  }
}

/** What a figure shows, and in what: `minutes, min`, `resolved, pp`, or the name alone. */
export function nameWithUnit(name: string, unit: Unit): string {
  const { after } = measureOf(unit);
  return after === '' ? name : `${name}, ${after.trim()}`;
}

/** An effect, in the unit's words: `+15.2 pp`, `-$0.61`. */
export function sayEffect(effect: number, unit: Unit): string {
  const { factor, before, after } = measureOf(unit);
  return before === '' ? `${saySigned(effect * factor)}${after}` : `${effect < 0 ? '-' : '+'}${sayAmount(Math.abs(effect), unit)}`;
}

/** A size without a direction, in the unit's words: `15.2 pp`, `$0.61`, `1.31 minutes`. */
export function sayAmount(size: number, unit: Unit): string {
  const { factor, before, after } = measureOf(unit);
  return `${before}${sayNumber(size * factor)}${after}`;
}
