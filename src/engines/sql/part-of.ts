import type { AnswerOptions } from '../../relation/relation.ts';

/** The same options for one of several parts of the work: how much of it is done is told as a share of the whole. */
export function partOf(options: AnswerOptions, at: number, parts: number): AnswerOptions {
  const { onProgress } = options;
  return onProgress ? { ...options, onProgress: (share) => onProgress((at + share) / parts) } : options;
}
