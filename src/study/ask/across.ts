import type { Design } from '../../protocol/design.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';

/** What is asked of a protocol. */
export type Plans = (protocol: Protocol) => readonly PlannedQuestion[];

/** What stays the same whatever has been put around the plans so far. */
export interface AllPlans {
  readonly design: Design;
  /** The questions that may speak for outcomes, each for itself. */
  readonly speaking: Plans;
}

/** Takes plans as a value and gives others: no question knows of it. */
export type Across = (plans: Plans, all: AllPlans) => Plans;
