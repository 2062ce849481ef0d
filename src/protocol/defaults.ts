// Defaults that more than one file needs.

/** The level of intervals, and of the one-sided bounds of guardrails. */
export const usualLevel = 0.95;

/** Draws of a bootstrap, and the fewest that can place the ends of an interval. */
export const bootstrapDraws = { usual: 999, least: 199 } as const;

export const askedDraws = `a whole number from ${bootstrapDraws.least} up`;
