/** What a guardrail can be there for, in the order in which reports list it. */
export const protections = {
  benefit: 'that the change still does what it is for, such as tasks completed without help',
  safety: 'nobody is harmed or misled, such as unsupported claims or leaks of private data',
  experience: 'it stays good to use, such as false refusals, complaints, escalations or latency',
  operations: 'it can be run, such as cost per resolved task or the burden of corrections',
  fairness: 'no group bears the harm: it needs `segments`, within which harm is looked for',
} as const;

export type Protection = keyof typeof protections;

export const protectionNames = Object.keys(protections) as [Protection, ...Protection[]];
