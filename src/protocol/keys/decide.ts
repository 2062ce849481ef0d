import * as z from 'zod';
import { text, written } from './fields.ts';

/** A condition of a launch: its name in a study file, and what it asks for. */
export interface LaunchCondition {
  readonly id: string;
  readonly asks: string;
}

/** What any study may ask for. */
export const commonConditions = [
  { id: 'primary-positive', asks: 'the interval of the primary outcome lies on the good side of zero' },
  { id: 'primary-worthwhile', asks: 'of its worthwhile effect' },
  { id: 'guardrails-hold', asks: 'no guardrail worse than its tolerance' },
  { id: 'net-value-positive', asks: 'the interval of the net value lies above zero' },
] as const satisfies readonly LaunchCondition[];

export type CommonCondition = (typeof commonConditions)[number]['id'];

const usualLaunch: readonly CommonCondition[] = ['primary-positive', 'guardrails-hold'];
const left = 'a list of values, such as [ar]';
const asksExcept = 'what the launch leaves out, such as {language: [ar]}';
const asked = 'a list of conditions, such as [primary-positive, guardrails-hold]';

/** The rule, by the common conditions and those that designs add: one of the same name asks the same of several designs, each in its own words. */
export function decideBy(further: readonly LaunchCondition[]) {
  const all: readonly LaunchCondition[] = [...commonConditions, ...further];
  // Types tell the common ones; those of a design are known once its study is read.
  const ids = [...new Set(all.map(({ id }) => id))] as unknown as [CommonCondition, ...CommonCondition[]];
  return z.strictObject(
    {
      launch: z
        .array(z.enum(ids, 'a condition'), asked)
        .min(1, asked)
        .default([...usualLaunch])
        .describe(`All must hold to launch. ${ids.map((id) => `${id}: ${all.flatMap((one) => (one.id === id ? one.asks : [])).join('; ')}.`).join(' ')}`),
      except: z
        .record(text('a column under segments'), z.array(written('a value of the column'), left).min(1, left), asksExcept)
        .refine((levels) => Object.keys(levels).length > 0, asksExcept)
        .exactOptional()
        .describe('What the launch leaves out: values of columns under segments, such as {language: [ar]}. The decision is then about the other units.'),
    },
    'the rule, such as {launch: [primary-positive, guardrails-hold]}',
  );
}

export const usualDecide: { launch: CommonCondition[] } = { launch: [...usualLaunch] };
