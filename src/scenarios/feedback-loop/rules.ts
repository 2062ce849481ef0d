import { between, type Limit } from '../parameters.ts';
import { sigmoid } from '../sigmoid.ts';

export interface LoopParameters {
  /** How much easy labels strengthen the model that they train. At zero there is no loop. */
  readonly loopStrength: number;
  /** How much a standard deviation of difficulty lowers the log-odds of being served. At zero nothing selects. */
  readonly selection: number;
  /** Share of what was learned before that a period keeps. */
  readonly memory: number;
  readonly requestsPerPeriod: number;
  /** What the new prompt adds to the log-odds that a request of mean difficulty is resolved. */
  readonly promptEffect: number;
}

export const loopParameters: LoopParameters = { loopStrength: 0.35, selection: 0.9, memory: 0.75, requestsPerPeriod: 6000, promptEffect: 0.3 };
export const periods = 16;

const count: Limit = { asked: 'an integer from 1 to 10,000,000', holds: (value) => Number.isInteger(value) && value >= 1 && value <= 1e7 };
export const loopLimits: Readonly<Record<keyof LoopParameters, Limit>> = {
  loopStrength: between(0, 5),
  selection: between(0, 10),
  memory: between(0, 0.99),
  requestsPerPeriod: count,
  promptEffect: between(-20, 20),
};

/** What a model has learned: the running mean difficulty of its labels, and the strength that comes of it. */
export interface Loop {
  readonly learned: number;
  readonly strength: number;
}

export const firstLoop: Loop = { learned: 0, strength: 0 };

/** After a period whose labelled requests had this mean difficulty. */
export function nextLoop({ learned }: Loop, labelled: number, { memory, loopStrength }: LoopParameters): Loop {
  const next = memory * learned + (1 - memory) * labelled;
  return { learned: next, strength: strengthAfter(next, loopStrength) };
}

/** Of a model whose labels have this mean difficulty. */
export function strengthAfter(learned: number, loopStrength: number): number {
  return 0.2 - loopStrength * learned;
}

/** Chance that a request is served; only then is it labelled. */
export function servedChance(difficulty: number, strength: number, { selection }: LoopParameters): number {
  return sigmoid(0.8 + strength - selection * difficulty);
}

/** Most that difficulty changes the log-odds of being resolved. */
export const steepestOutcome = 1.6;

/** Chance that a request is resolved if it is served. The new prompt helps with easy requests, and harms hard ones. */
export function resolvedChance(difficulty: number, prompt: number, { promptEffect }: LoopParameters): number {
  return sigmoid(0.4 - 1.1 * difficulty + prompt * (promptEffect - 0.5 * difficulty));
}
