/** What a shell or a CI job reads. */
export const exitCodes = { done: 0, bug: 1, userError: 2, hold: 10, doNotLaunch: 11, toMend: 12 } as const;

/** With `--gate`: the decision as an exit code. */
export const gateCodes = { go: exitCodes.done, wait: exitCodes.hold, stop: exitCodes.doNotLaunch } as const;
