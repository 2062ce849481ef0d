import { between, type Limit } from '../parameters.ts';
import { sigmoid } from '../sigmoid.ts';

export interface RagParameters {
  /** Effect of retrieval on the log-odds of a hit. */
  readonly hitEffect: number;
  /** Seconds that retrieval adds. */
  readonly latencyEffect: number;
  /** Points that retrieval adds to the quality of an answer, hit or not. */
  readonly qualityEffect: number;
  /** Points that a hit adds to the quality of an answer. */
  readonly hitQuality: number;
  /** What a second of latency does to the log-odds of success. */
  readonly latencyHarm: number;
}

export const ragParameters: RagParameters = { hitEffect: 1.4, latencyEffect: 1.3, qualityEffect: 0.25, hitQuality: 1.1, latencyHarm: -0.18 };

const wide = between(-20, 20);
export const ragLimits: Readonly<Record<keyof RagParameters, Limit>> = {
  hitEffect: wide,
  latencyEffect: wide,
  qualityEffect: wide,
  hitQuality: wide,
  latencyHarm: between(-5, 5),
};

export const latencyNoise = 0.8;
export const qualityNoise = 0.9;
export const qualityWeight = 0.8;

export function hitChance(difficulty: number, rag: number, p: RagParameters): number {
  return sigmoid(-0.4 + p.hitEffect * rag - 0.7 * difficulty);
}

export function expectedLatency(difficulty: number, rag: number, p: RagParameters): number {
  return 4 + p.latencyEffect * rag + 0.8 * difficulty;
}

export function expectedQuality(difficulty: number, rag: number, hit: number, p: RagParameters): number {
  return 3.2 + p.qualityEffect * rag + p.hitQuality * hit - 0.6 * difficulty;
}

/** Log-odds that the task succeeds, given what the answer turned out to be. */
export function successLogOdds(difficulty: number, latency: number, quality: number, p: RagParameters): number {
  return -1 + qualityWeight * quality + p.latencyHarm * latency - 0.35 * difficulty;
}
