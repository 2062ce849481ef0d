const known = new WeakMap<object, Map<string, unknown>>();

/** What was computed of an object before under this key; computed now where it was not. The object must not change; what is known of it goes with it. */
export function remembered<T>(of: object, key: string, compute: () => T): T {
  const own = known.get(of) ?? new Map<string, unknown>();
  known.set(of, own);
  if (!own.has(key)) own.set(key, compute());
  return own.get(key) as T;
}
