import * as z from 'zod';
import { type KeyPath, valueAt } from '../../../protocol/keys/problem.ts';

type Schema = z.core.$ZodType;

/** The schema of what is written, without what fills in or transforms. */
export function unwrapped(schema: Schema): Schema {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrapped(schema.def.innerType);
  }
  return schema;
}

/** The schema of the value under a key; `siblingOf` reads the other keys that decide it, such as the kind of a design. */
export function under(schema: Schema, key: string | number, siblingOf: (key: string) => unknown): Schema | undefined {
  const s = unwrapped(schema);
  if (s instanceof z.ZodObject) return Object.hasOwn(s.shape, key) ? s.shape[key] : furtherIn(s);
  if (s instanceof z.ZodRecord) return s.def.valueType;
  if (s instanceof z.ZodArray) return typeof key === 'number' ? s.def.element : undefined;
  if (s instanceof z.ZodTuple) return s.def.items[Number(key)];
  if (s instanceof z.ZodDiscriminatedUnion) {
    const chosen = chosenOption(s, siblingOf(s.def.discriminator));
    return chosen && under(chosen, key, siblingOf);
  }
  if (s instanceof z.ZodUnion) return s.def.options.map((option) => under(option, key, siblingOf)).find((found) => found !== undefined);
  return undefined;
}

/** The schema of the values under free keys, where such keys are allowed. */
function furtherIn({ def: { catchall } }: z.ZodObject): Schema | undefined {
  return catchall instanceof z.ZodNever ? undefined : catchall;
}

function chosenOption({ def }: z.ZodDiscriminatedUnion, kind: unknown): Schema | undefined {
  return def.options.find((option) => option._zod.propValues?.[def.discriminator]?.has(kind as z.core.util.Primitive));
}

/** The keys that may stand under a path of what was written. */
export function keysAt(schema: Schema, path: KeyPath, written: unknown): readonly string[] {
  let s: Schema | undefined = schema;
  let value = written;
  for (const step of path) {
    const group = value;
    s = s && under(s, step, (key) => valueAt(group, [key]));
    value = valueAt(value, [step]);
  }
  const b = s && unwrapped(s);
  if (b instanceof z.ZodDiscriminatedUnion) return keysOf(chosenOption(b, valueAt(value, [b.def.discriminator])));
  return keysOf(b);
}

function keysOf(schema: Schema | undefined): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** Where in the schema a key of this name may stand, as text: `analysis`, `outcomes.<name>`, '' for the top. */
export function homesOf(schema: Schema, key: string, at = ''): readonly string[] {
  const s = unwrapped(schema);
  if (s instanceof z.ZodObject) {
    const here = Object.hasOwn(s.shape, key) ? [at] : [];
    return [...here, ...Object.entries(s.shape).flatMap(([k, inner]) => homesOf(inner as Schema, key, at === '' ? k : `${at}.${k}`))];
  }
  if (s instanceof z.ZodRecord) return homesOf(s.def.valueType, key, `${at}.<name>`);
  if (s instanceof z.ZodDiscriminatedUnion) return s.def.options.flatMap((option) => homesOf(option as Schema, key, at));
  return [];
}
