/** How often a property is tried: TIMES as often as usual, from SEED. */
export const runs = (times: number) => ({ seed: Number(process.env.SEED ?? 20_260_901), numRuns: times * Number(process.env.TIMES ?? 1) });
