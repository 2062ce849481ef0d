import { z } from 'zod';
import { EstimandError } from '../../errors/estimand-error.ts';
import { exhibitKinds, exhibitParts } from '../../estimate/exhibit.ts';
import { verdicts } from '../../protocol/verdicts.ts';
import type { StudyResult } from '../result.ts';
import { better, look, role, study } from './result-study.ts';

const text = z.string();
const number = z.number();
const counts = z.record(text, number);
const verdict = z.enum(Object.keys(verdicts) as [keyof typeof verdicts]);

const unit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('share') }),
  z.object({ kind: z.literal('money'), currency: text }),
  z.object({ kind: z.literal('named'), name: text }),
  z.object({ kind: z.literal('ratio') }),
  z.object({ kind: z.literal('plain') }),
]);

const reference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('normal') }),
  z.object({ kind: z.literal('t'), df: number }),
  z.object({ kind: z.literal('score') }),
  z.object({ kind: z.literal('permutation') }),
  z.object({ kind: z.literal('bootstrap'), draws: number }),
  z.object({ kind: z.literal('empirical-bernstein') }),
]);

const interval = z.object({
  pieces: z.array(z.object({ low: number.optional(), high: number.optional() })),
  level: number,
  side: z.enum(['two-sided', 'upper', 'lower']),
  kind: z.enum(['pointwise', 'simultaneous', 'anytime', 'repeated', 'false-coverage']),
  reference,
});

const bounds = z.object({ level: number, low: number, high: number });

const estimate = z.object({
  id: text,
  role,
  estimand: z.object({
    contrast: z.object({ treatment: text, control: text }),
    of: z.literal('mean').optional(),
    population: text,
    segment: z.object({ column: text, level: text }).optional(),
    outcome: text,
    unit,
    says: text,
  }),
  value: number,
  standardError: number.optional(),
  interval,
  bounds: bounds.optional(),
  test: z.object({ null: number, alternative: z.enum(['two-sided', 'less', 'greater']), statistic: number, pValue: number }).optional(),
  adjusted: z
    .array(z.object({ procedure: z.enum(['holm', 'hochberg', 'bh', 'max-t']), family: text, contrasts: number, pValue: number, interval: interval.optional() }))
    .optional(),
  pointwise: interval.optional(),
  afterStopping: z.object({ value: number, interval: z.object({ low: number, high: number, level: number }), pValue: number }).optional(),
  sizes: z.object({ units: number, perArm: counts, clusters: number.optional(), dropped: counts }),
  relative: z.object({ value: number, controlMean: number, interval: interval.optional(), bounds: bounds.optional() }).optional(),
  method: z.object({ id: text, options: z.record(text, z.unknown()), source: text, seed: number.optional() }),
  details: z.record(text, z.unknown()).optional(),
});

const guardrail = z.object({
  outcome: text,
  arm: text.optional(),
  estimate: text.optional(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  tolerance: number,
  relative: z.boolean(),
  better,
  power: number.optional(),
  says: text,
});

const argument = z.object({
  verdict,
  says: text,
  reasons: z.array(
    z.object({
      condition: text,
      status: z.enum(['met', 'not-met', 'violated']),
      estimate: text.optional(),
      says: text,
      mend: text.optional(),
      unreadable: z.literal(true).optional(),
    }),
  ),
  guardrails: z.array(guardrail),
  netValue: text.optional(),
});

const exhibit = z.object({
  id: text,
  title: text,
  says: text,
  alt: text,
  kind: z.enum(exhibitKinds),
  part: z.enum(exhibitParts).optional(),
  columns: z.record(text, z.array(z.union([number, text, z.null()]).transform((cell) => cell ?? undefined))),
  marks: z.array(z.object({ at: number, label: text })).optional(),
  axes: z.object({ x: text, y: text, diagonal: text.optional(), start: z.number().optional() }).optional(),
  level: number.optional(),
});

const finding = z.object({
  check: text,
  about: z.object({ column: text.optional(), arm: text.optional(), estimate: text.optional() }),
  verdict: z.enum(['pass', 'warn', 'fail', 'refuse']),
  identification: z.literal(true).optional(),
  statistic: number.optional(),
  threshold: number.optional(),
  pValue: number.optional(),
  limits: z.object({ low: number, high: number }).optional(),
  says: text,
  mend: text.optional(),
});

const result = z.object({
  schemaVersion: z.literal(1),
  study,
  look: look.optional(),
  decision: argument.extend({ arm: text.optional(), arms: z.array(argument.extend({ arm: text })).optional() }),
  arms: z
    .array(
      z.object({
        outcome: text,
        arm: text,
        units: number,
        value: number,
        sd: number.optional(),
        events: number.optional(),
        estimated: z.literal(true).optional(),
      }),
    )
    .default([]),
  estimates: z.array(estimate),
  findings: z.array(finding),
  exhibits: z.array(exhibit),
  provenance: z.object({
    estimand: text,
    node: text.optional(),
    engine: text,
    planHash: text,
    seed: number,
    rounds: number,
    units: number,
    statements: z.array(text),
    command: text,
  }),
});

/** More brackets within one another than any result has. */
const deepest = 60;

function depthOf(value: unknown): number {
  let level: readonly unknown[] = [value];
  for (let depth = 0; ; depth++) {
    if (depth > deepest || level.length === 0) return depth;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
}

/**
 * A result read back from the text of results.json, which may be of any origin: its shape is checked, and that what it names it holds.
 *
 * Errors  result-invalid, with the path in the file.
 */
export function parseResult(json: string, path: string): StudyResult {
  const refuse = (where: string, why: string): EstimandError => new EstimandError('result-invalid', { path, where, why });
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw refuse('', 'it is no JSON');
  }
  if (depthOf(value) > deepest) throw refuse('', 'it is nested too deeply');
  const read = result.safeParse(value);
  if (!read.success) {
    const [{ path: at, message }] = read.error.issues;
    throw refuse(at.join('.'), message.replace(/\.$/, ''));
  }
  const found = read.data as StudyResult;
  const held = new Set(found.estimates.map(({ id }) => id));
  const stray = namedBy(found).find(({ id }) => !held.has(id));
  if (stray) throw refuse(stray.at, `it names the estimate "${stray.id}", which is not there`);
  return found;
}

function namedBy({ study: { outcomes }, decision }: StudyResult): readonly { readonly at: string; readonly id: string }[] {
  const named = (at: string, id: string | undefined) => (id === undefined ? [] : [{ at, id }]);
  const all = [{ at: 'decision', ...decision }, ...(decision.arms ?? []).map((arm, i) => ({ at: `decision.arms.${i}`, ...arm }))];
  return [
    ...outcomes.flatMap(({ headline }, i) => named(`study.outcomes.${i}.headline`, headline)),
    ...all.flatMap(({ at, netValue, reasons, guardrails }) => [
      ...named(`${at}.netValue`, netValue),
      ...reasons.flatMap(({ estimate: id }, i) => named(`${at}.reasons.${i}.estimate`, id)),
      ...guardrails.flatMap(({ estimate: id }, i) => named(`${at}.guardrails.${i}.estimate`, id)),
    ]),
  ];
}
