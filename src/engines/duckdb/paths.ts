import { attributeIn, type Field, type Shape, saysItsKind } from './shape.ts';

/**
 * A step into a value. `each` takes every item of a list, as rows; `pointer` goes on within JSON; `attribute` takes the value of a name in a list of names and
 * values; `kinds` is the one value of several kinds of which each value has one.
 */
export type Into =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'item'; readonly place: number }
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'pointer'; readonly to: string }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'kinds'; readonly names: readonly string[] }
  | { readonly kind: 'each' };

/** A way from the columns to a value: the first step names a column. */
export interface Way {
  readonly steps: readonly Into[];
  readonly shape: Shape;
}

const segment = /^(?:`((?:[^`]|``)+)`|([^.[\]`]+))/;
const place = /^\[(\d{1,9})\]/;

/**
 * Every way in which a text names a value: a column or a field by its whole name, dots and all; a field or key after a dot; an item of a list, the first
 * is [1]; of a list of names and values the value by its name, dots and all. A part in `backquotes` is one name. `rows` passes through lists, each of whose
 * items is then a row.
 */
export function waysTo(path: string, fields: readonly Field[], rows = false): readonly Way[] {
  const exact = named(path, fields, rows, (text) => text);
  // One letter may be written as one sign or as two.
  return exact.length > 0 ? exact : named(path.normalize('NFC'), fields, rows, (text) => text.normalize('NFC'));
}

/** The one way to a plain value (or any) by names of fields, items and keys alone, as the type of a column knows them; undefined where there is none. */
export function leafOf(path: string, fields: readonly Field[], ends: 'plain' | 'any' = 'plain'): readonly Into[] | undefined {
  const plain = ({ steps, shape }: Way): boolean =>
    (ends === 'any' || shape.kind === 'text' || shape.kind === 'plain') && steps.every(({ kind }) => kind === 'field' || kind === 'item' || kind === 'key');
  const ways = waysTo(path, fields).filter(plain);
  return ways.length === 1 ? ways[0].steps : undefined;
}

type Spell = (name: string) => string;

function named(rest: string, fields: readonly Field[], rows: boolean, spell: Spell): readonly Way[] {
  return fields.flatMap(({ name, shape }) =>
    [spell(name), inBackquotes(spell(name))].flatMap((form) =>
      rest.startsWith(form) ? after({ kind: 'field', name }, onward(rest.slice(form.length), shape, rows, spell)) : [],
    ),
  );
}

/** What follows a name: the end, a dot, or the place of an item. */
function onward(rest: string, shape: Shape, rows: boolean, spell: Spell): readonly Way[] {
  const [whole, at] = place.exec(rest) ?? [];
  if (whole !== undefined && shape.kind === 'list' && Number(at) > 0)
    return after({ kind: 'item', place: Number(at) }, onward(rest.slice(whole.length), shape.of, rows, spell));
  if (rows && shape.kind === 'list') return after({ kind: 'each' }, onward(rest, shape.of, rows, spell));
  if (rest === '') return [{ steps: [], shape }];
  if (shape.kind === 'text') return inJson(rest);
  if (!rest.startsWith('.')) return [];
  const value = attributeIn(shape);
  if (value) return byName(rest.slice(1), value, spell);
  if (shape.kind === 'struct') return named(rest.slice(1), shape.fields, rows, spell);
  return shape.kind === 'map' ? ofMap(rest.slice(1), shape.of, rows, spell) : [];
}

function ofMap(rest: string, of: Shape, rows: boolean, spell: Spell): readonly Way[] {
  const [whole, quoted, bare] = segment.exec(rest) ?? [];
  if (whole === undefined) return [];
  return after({ kind: 'key', name: quoted?.replaceAll('``', '`') ?? bare }, onward(rest.slice(whole.length), of, rows, spell));
}

/** Names of attributes hold dots: each dot and bracket may end one. What of these is there the data say. */
function byName(rest: string, value: Shape, spell: Spell): readonly Way[] {
  const [quotedWhole, quoted] = segment.exec(rest) ?? [];
  if (quotedWhole !== undefined && quoted !== undefined)
    return after({ kind: 'attribute', name: quoted.replaceAll('``', '`') }, ofKinds(rest.slice(quotedWhole.length), value, spell));
  return [...rest.matchAll(/(?<=.)(?=[.[])|$/g)].flatMap(({ index }) =>
    index === 0 ? [] : after({ kind: 'attribute', name: rest.slice(0, index) }, ofKinds(rest.slice(index), value, spell)),
  );
}

/** On from a value that says of what kind it is: to items of an array, attributes of a list of them, or what lies in JSON text. */
function ofKinds(rest: string, value: Shape, spell: Spell): readonly Way[] {
  if (!saysItsKind(value)) return onward(rest, value, false, spell);
  const names = value.fields.map(({ name }) => name).filter((name) => name !== 'arrayValue' && name !== 'kvlistValue');
  if (rest === '') return names.length === 0 ? [] : [{ steps: [{ kind: 'kinds', names }], shape: { kind: 'plain' } }];
  return value.fields.flatMap(({ name, shape }) => {
    const field = { kind: 'field', name } as const;
    if (name === 'stringValue' && shape.kind === 'text') return after(field, inJson(rest));
    const values = shape.kind === 'struct' ? shape.fields.find((one) => one.name === 'values') : undefined;
    if (values?.shape.kind !== 'list') return [];
    const into = (ways: readonly Way[]): readonly Way[] => after(field, after({ kind: 'field', name: 'values' }, ways));
    const attribute = attributeIn(values.shape);
    if (attribute) return rest.startsWith('.') ? into(byName(rest.slice(1), attribute, spell)) : [];
    const [whole, at] = place.exec(rest) ?? [];
    return whole !== undefined && Number(at) > 0
      ? into(after({ kind: 'item', place: Number(at) }, ofKinds(rest.slice(whole.length), values.shape.of, spell)))
      : [];
  });
}

/** A JSON pointer, which can name any key; its items are counted from zero. */
function inJson(path: string): readonly Way[] {
  let rest = path;
  let to = '';
  while (rest !== '') {
    const [written, step] = jsonStep(rest);
    if (step === undefined) return [];
    to += `/${step}`;
    rest = rest.slice(written.length);
  }
  return [{ steps: [{ kind: 'pointer', to }], shape: { kind: 'text' } }];
}

/** The first part of a path as it is written, and as a pointer has it. */
function jsonStep(rest: string): readonly [written: string, step: string | undefined] {
  const [item, at] = place.exec(rest) ?? [];
  if (item !== undefined) return [item, Number(at) > 0 ? String(Number(at) - 1) : undefined];
  const [key, quoted, bare] = (rest.startsWith('.') ? segment.exec(rest.slice(1)) : null) ?? [];
  if (key === undefined) return ['', undefined];
  return [`.${key}`, (quoted?.replaceAll('``', '`') ?? bare).replaceAll('~', '~0').replaceAll('/', '~1')];
}

const after = (step: Into, ways: readonly Way[]): readonly Way[] => ways.map(({ steps, shape }) => ({ steps: [step, ...steps], shape }));

const inBackquotes = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
const written = (name: string): string => (/^[^.[\]`]+$/.test(name) ? name : inBackquotes(name));

/** The paths to the plain values in a column, as they are written; of a list, those in its first item; of a list of names and values none, which the data tell. */
export function pathsIn({ name, shape }: Field, top = name): readonly string[] {
  if (attributeIn(shape)) return [];
  if (shape.kind === 'struct') return shape.fields.flatMap((field) => pathsIn(field, `${top}.${written(field.name)}`));
  return shape.kind === 'list' ? pathsIn({ name, shape: shape.of }, `${top}[1]`) : [top];
}

/** The paths to lists of names and values in a column, outside of other lists. */
export function attributesIn({ name, shape }: Field, top = written(name)): readonly string[] {
  if (attributeIn(shape)) return [top];
  return shape.kind === 'struct' ? shape.fields.flatMap((field) => attributesIn(field, `${top}.${written(field.name)}`)) : [];
}

/** An attribute by its name after the path of its list. */
export const attributePath = (list: string, name: string): string => `${list}.${/^[^[\]`]+$/.test(name) ? name : inBackquotes(name)}`;

/** The paths to lists of objects, which may be rows. */
export function listsIn(fields: readonly Field[], within = ''): readonly string[] {
  return fields.flatMap(({ name, shape }) => {
    const path = `${within}${written(name)}`;
    const inner = shape.kind === 'list' ? shape.of : shape;
    if (inner.kind !== 'struct' || attributeIn(shape)) return [];
    return [...(shape.kind === 'list' ? [path] : []), ...listsIn(inner.fields, `${path}.`)];
  });
}
