import * as z from 'zod';

const conditions = ['primary-positive', 'primary-worthwhile', 'guardrails-hold', 'net-value-positive'] as const;
const asked = 'a list of conditions, such as [primary-positive, guardrails-hold]';

export const decide = z.strictObject(
  {
    launch: z
      .array(z.enum(conditions, 'a condition'), asked)
      .min(1, asked)
      .describe(
        'All must hold to launch. primary-positive: the interval of the primary outcome lies on the good side of zero. primary-worthwhile: of its worthwhile effect. guardrails-hold: no guardrail worse than its tolerance. net-value-positive: the interval of the net value lies above zero.',
      ),
  },
  'the rule, such as {launch: [primary-positive, guardrails-hold]}',
);

export const defaultDecide: z.input<typeof decide> = { launch: ['primary-positive', 'guardrails-hold'] };
