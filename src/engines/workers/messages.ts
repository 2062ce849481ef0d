/** What a thread is handed. */
export interface Job {
  /** The name of the task. */
  readonly task: string;
  readonly part: unknown;
}

/** What it hands back. */
export type Done = { readonly done: unknown } | { readonly error: string };

/** The memory behind the arrays of a value that is plain data: handed over, it is not copied. */
export function buffersIn(value: unknown): readonly ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (one: unknown): void => {
    if (ArrayBuffer.isView(one)) {
      if (one.buffer instanceof ArrayBuffer) found.add(one.buffer);
    } else if (typeof one === 'object' && one !== null) for (const part of Object.values(one)) visit(part);
  };
  visit(value);
  return [...found];
}
