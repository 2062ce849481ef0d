// What holds unless a study or a caller says otherwise, where more than one file knows it.

/** Of intervals, and of the one-sided bounds of guardrails. */
export const usualLevel = 0.95;

/** Draws of a bootstrap, and the fewest whose percentiles say anything of an interval's ends. */
export const bootstrapDraws = { usual: 999, least: 199 } as const;

export const askedDraws = `a whole number from ${bootstrapDraws.least} up`;
