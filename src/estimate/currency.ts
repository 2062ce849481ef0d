// How a currency is recognised in a study, and how money is printed.

/** The currency of the net value when no outcome has one. */
export const usualCurrency = 'USD';

/** Any other is written by its code, behind the amount. */
const symbols: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£' };

/** A unit of three capitals is a currency. */
export const isCurrency = (unit: string): boolean => /^[A-Z]{3}$/.test(unit);

/** What stands before and behind an amount; money never shows a single decimal. */
export function moneyMarks(currency: string): { readonly before: string; readonly after: string; readonly minor: 2 } {
  const symbol = symbols[currency];
  return { minor: 2, before: symbol ?? '', after: symbol ? '' : ` ${currency}` };
}
