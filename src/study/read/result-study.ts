import { z } from 'zod';
import { spendings } from '../../protocol/look.ts';
import { perUnitNames } from '../../protocol/per-unit.ts';
import { protectionNames } from '../../protocol/protects.ts';
import { transformNames } from '../../protocol/scale.ts';

const text = z.string();
const number = z.number();

export const role = z.enum(['primary', 'secondary', 'guardrail', 'cost', 'mechanism', 'benefit', 'contrast-only']);
export const better = z.enum(['higher', 'lower']);

const versions = z.record(text, z.record(text, z.coerce.string()));

const measured = z.object({
  judges: z.array(text),
  human: text,
  by: z.enum(['ppi++', 'ppi', 'calibration', 'rogan-gladen']),
  sampling: text.optional(),
  version: text.optional(),
  rubric: text.optional(),
  population: text.optional(),
});

const outcome = z.looseObject({
  name: text,
  label: text.optional(),
  arm: text.optional(),
  role,
  better,
  protects: z.enum(protectionNames).optional(),
  measured: measured.optional(),
  maturity: text.optional(),
  headline: text.optional(),
  worthwhile: number.optional(),
  ratio: z.tuple([text, text]).optional(),
  quantile: z.tuple([text, number]).optional(),
  value: z.union([number, z.record(text, number)]).optional(),
  per: z.enum(perUnitNames).optional(),
  transform: z.enum(transformNames).optional(),
  limits: z.object({ low: number, high: number, quantiles: z.tuple([number, number]).optional() }).optional(),
});

/** The study as a result holds it. */
export const study = z.object({
  id: text,
  question: text,
  data: text,
  unit: text,
  per: text.optional(),
  more: text.optional(),
  design: z.object({
    kind: text,
    says: text,
    column: z.object({ role: text, name: text }),
    control: text,
    noun: z.tuple([text, text]),
    treatments: z.array(text).min(1),
    labels: z.record(text, text).optional(),
  }),
  treatments: versions,
  covariates: z.array(text),
  mediators: z.array(text),
  segments: z.array(text).optional(),
  outcomes: z.array(outcome),
  evidence: z.enum(['experiment', 'benchmark', 'observation']),
  level: number,
  guardrailLevel: number,
  looks: text,
  plannedUnits: number.optional(),
  launchWhen: z.array(text),
  butFor: text.optional(),
  monitoring: z.record(text, z.union([text, number])),
});

/** The looks at a study as a result holds them. */
export const look = z.object({
  looks: z.union([text, z.array(z.union([text, number]))]),
  spending: z.enum(spendings),
  plannedUnits: number.positive(),
  level: number,
  guardrailLevel: number,
  taken: z
    .array(
      z.object({
        units: number,
        fraction: number.nonnegative(),
        planned: number.optional(),
        crossed: z.literal(true).optional(),
        last: z.literal(true).optional(),
      }),
    )
    .min(1),
});
