/** Longer texts are cut in messages: of a list of names, and of one fact. */
const most = { name: 120, fact: 600 };

/** The facts of an error as its words may hold them: no text longer than can be read. */
export function cut<F>(facts: F): F {
  return told(facts, most.fact) as F;
}

function told(value: unknown, longest: number): unknown {
  if (typeof value === 'string') return value.length > longest ? `${value.slice(0, longest)}…` : value;
  if (Array.isArray(value)) return value.map((item) => told(item, most.name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, told(field, longest)]));
}
