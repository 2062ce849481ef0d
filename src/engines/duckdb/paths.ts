import type { Field, Shape } from './shape.ts';

/** A step into a value. `each` takes every item of a list, as rows; `pointer` goes on within JSON. */
export type Into =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'item'; readonly place: number }
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'pointer'; readonly to: string }
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
 * is [1]. A part in `backquotes` is one name. `rows` passes through lists, each of whose items is then a row.
 */
export function waysTo(path: string, fields: readonly Field[], rows = false): readonly Way[] {
  const exact = named(path, fields, rows, (text) => text);
  // One letter may be written as one sign or as two.
  return exact.length > 0 ? exact : named(path.normalize('NFC'), fields, rows, (text) => text.normalize('NFC'));
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
  if (shape.kind === 'struct') return named(rest.slice(1), shape.fields, rows, spell);
  return shape.kind === 'map' ? ofMap(rest.slice(1), shape.of, rows, spell) : [];
}

function ofMap(rest: string, of: Shape, rows: boolean, spell: Spell): readonly Way[] {
  const [whole, quoted, bare] = segment.exec(rest) ?? [];
  if (whole === undefined) return [];
  return after({ kind: 'key', name: quoted?.replaceAll('``', '`') ?? bare }, onward(rest.slice(whole.length), of, rows, spell));
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

/** The paths to the plain values in a column, as they are written; of a list, those in its first item. */
export function pathsIn({ name, shape }: Field, top = name): readonly string[] {
  if (shape.kind === 'struct') return shape.fields.flatMap((field) => pathsIn(field, `${top}.${written(field.name)}`));
  return shape.kind === 'list' ? pathsIn({ name, shape: shape.of }, `${top}[1]`) : [top];
}

/** The paths to lists of objects, which may be rows. */
export function listsIn(fields: readonly Field[], within = ''): readonly string[] {
  return fields.flatMap(({ name, shape }) => {
    const path = `${within}${written(name)}`;
    const inner = shape.kind === 'list' ? shape.of : shape;
    if (inner.kind !== 'struct') return [];
    return [...(shape.kind === 'list' ? [path] : []), ...listsIn(inner.fields, `${path}.`)];
  });
}
