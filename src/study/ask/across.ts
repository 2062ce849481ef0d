import type { Design } from '../../protocol/design.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';

/** What is asked of a protocol. */
export type Plans = (protocol: Protocol) => readonly PlannedQuestion[];

/** What every such function receives beside the plans. */
export interface AllPlans {
  readonly design: Design;
  /** The questions that may speak for outcomes, each for itself. */
  readonly speaking: Plans;
}

/** Turns plans into other plans; the questions in them do not know about it. */
export type Across = (plans: Plans, all: AllPlans) => Plans;
