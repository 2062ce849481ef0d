import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../scripts/docs/pages.ts';
import type { Design } from '../../src/protocol/design.ts';
import { takable } from '../../src/protocol/takes.ts';
import { kindOf } from '../designs/studies/fixtures.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** A key of a study; `*` stands for a name that its author chooses. */
interface Key {
  readonly path: readonly string[];
  /** Whatever else is refused. Absent where anything may stand. */
  readonly values?: readonly string[];
  /** The kind of design that has it; absent where all have. */
  readonly design?: string;
}

const branches = (s: Schema): readonly Schema[] => [s, ...[...(s.anyOf ?? []), ...(s.oneOf ?? []), ...(s.allOf ?? [])].flatMap(branches)];

function valuesOf(schema: Schema): readonly string[] | undefined {
  const leaves = branches(schema).filter((s) => !s.anyOf && !s.oneOf && !s.allOf);
  const told = leaves.map((s) => s.enum ?? (s.const === undefined ? undefined : [s.const]));
  return told.every((values) => values !== undefined) ? told.flat().map(String) : undefined;
}

function keysOf(schema: Schema, path: readonly string[], design?: string): readonly Key[] {
  return branches(schema).flatMap((s) => {
    const kind = path.join('.') === 'design' ? s.properties?.kind?.const : undefined;
    const of = typeof kind === 'string' ? kind : design;
    const under = (name: string, value: Schema): readonly Key[] => {
      const values = valuesOf(value);
      const at = [...path, name];
      return [{ path: at, ...(values && { values }), ...(of !== undefined && { design: of }) }, ...keysOf(value, at, of)];
    };
    return [
      ...Object.entries(s.properties ?? {}).flatMap(([name, value]) => under(name, value)),
      ...(typeof s.additionalProperties === 'object' ? under('*', s.additionalProperties) : []),
      ...(s.items ? keysOf(s.items, path, of) : []),
    ];
  });
}

const keys = keysOf(JSON.parse(readFileSync(join(root, 'schema/study.schema.json'), 'utf8')) as Schema, []);
const open = (name: string): boolean => name === '*' || name === '…' || name.startsWith('<');

/** What a design does not take, by its words for it (`takable`): whole keys, or one value of a key. */
function without(untaken: readonly string[]): (key: Key) => Key | undefined {
  return (key) => {
    const path = key.path.filter((name) => name !== '*').join('.');
    if (untaken.some((one) => path === one || path.startsWith(`${one}.`))) return undefined;
    const values = key.values?.filter((value) => !untaken.includes(`${path}: ${value}`));
    return values ? { ...key, values } : key;
  };
}

/** The keys of a study, as one design has and takes them where it is given. */
export class StudyKeys {
  readonly #keys: readonly Key[];

  constructor(design?: Design, { untaken = false }: { /** Those too that the design refuses with its reason. */ readonly untaken?: boolean } = {}) {
    const kind = design && kindOf(design);
    const taken = without(design && !untaken ? takable.filter((one) => !design.takes.includes(one)) : []);
    this.#keys = keys.filter((key) => kind === undefined || key.design === undefined || key.design === kind).flatMap((key) => taken(key) ?? []);
  }

  /** Is there a key of this name anywhere? */
  has(name: string): boolean {
    return this.#at([name]).length > 0;
  }

  /** Is this a value that some key names? */
  hasValue(value: string): boolean {
    return this.#keys.some(({ values }) => values?.includes(value));
  }

  /** Does a path, or the end or the middle of one, lead somewhere? */
  resolves(path: readonly string[]): boolean {
    return this.#at(path).length > 0;
  }

  /** May this value stand under a key of this name, wherever it is? */
  takes(name: string, value: unknown): boolean {
    return this.#at([name]).some((key) => this.#fits(key, value));
  }

  /** Is `{key: value}` part of a study? */
  takesText(text: string): boolean {
    const written = parsed(text.replaceAll(/<[^>]*>/g, '…'));
    return isMap(written) && Object.entries(written).every(([name, value]) => this.takes(name, value));
  }

  /** Keys whose paths end in this one; it begins with a key's own name. */
  #at(path: readonly string[]): readonly Key[] {
    return this.#keys.filter((key) => {
      const end = key.path.slice(-path.length);
      return end.length === path.length && end[0] === path[0] && path.every((name, i) => same(end[i], name));
    });
  }

  #fits({ path, values }: Key, value: unknown): boolean {
    if (Array.isArray(value)) return value.every((one) => this.#fits({ path }, one));
    if (!isMap(value)) return values === undefined || open(String(value)) || values.includes(String(value));
    return Object.entries(value).every(([name, inner]) =>
      this.#keys.some(
        (key) => key.path.length === path.length + 1 && path.every((p, i) => p === key.path[i]) && same(key.path[path.length], name) && this.#fits(key, inner),
      ),
    );
  }
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

const same = (key: string, written: string): boolean => key === written || key === '*' || open(written);
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
