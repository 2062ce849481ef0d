import { column, is, isKnown, or, text, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Sample } from '../../inference/benefit/sample.ts';
import { pick } from '../../math/pick.ts';
import { contentOrder } from '../../math/random/content-order.ts';
import type { Feature, Features } from '../../models/features.ts';
import { type Covariate, columnOfCovariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type ColumnsReply, type ColumnsRequest, columns } from '../../relation/requests.ts';
import type { Benefit } from './options.ts';

/** Units whose outcome is known, in an order that rows have no part in, and how many lack it, by arm. */
export interface AskedSample {
  readonly sample: Sample;
  /** The same columns with every level that there is: rules ask for these. */
  readonly everyLevel: Features;
  /** Levels that too few units have to be learned from by themselves. */
  readonly rare: readonly { readonly column: string; readonly levels: readonly string[] }[];
  readonly clusters: number | undefined;
  readonly dropped: Readonly<Record<string, number>>;
}

/** Beyond every number that can be computed with: not known. */
const beyond = 1e76;
/** No text of a file. */
const unknownText = '\u0000';

const factorKey = (name: string): string => `estimand:level ${name}`;
const armKey = 'estimand:arm';
const clusterKey = 'estimand:cluster';
const blockKey = 'estimand:block';

const known = (of: Expression): Expression => when(isKnown(of), of, beyond);
const isFactor = (one: Covariate): one is Extract<Covariate, object> => typeof one === 'object';

/**
 * Units of the arms, a row each: what was known of them, their outcome, and the chance of each arm where it was drawn.
 *
 * Shapes  a column for each thing known, one for the outcome.
 */
export function* askSample(of: Benefit): Asking<AskedSample> {
  const { assignment, control, treatments, cluster, drawn, measure } = of;
  const arm = column(assignment);
  const request: Omit<ColumnsRequest, 'kind'> = {
    where: [control, ...treatments].map((one) => is(arm, one)).reduce(or),
    columns: {
      [of.outcome]: known(measure),
      ...Object.fromEntries(of.known.flatMap((one) => (isFactor(one) ? [] : [[one, known(column(one))]]))),
    },
    keys: {
      [armKey]: arm,
      ...Object.fromEntries(
        of.known.filter(isFactor).map(({ factor }) => [factorKey(factor), when(isKnown(column(factor)), column(factor), text(unknownText))]),
      ),
      ...(cluster !== undefined && { [clusterKey]: column(cluster) }),
      ...(drawn?.blocks !== undefined && { [blockKey]: column(drawn.blocks) }),
    },
  };
  const replies = yield* all(of.over.map((over) => ask(columns({ ...request, ...(over.length > 0 && { over }) }))));
  return sampleOf(joinedReplies(replies), of);
}

/** Rows of several sources one after the other. */
function joinedReplies(replies: readonly ColumnsReply[]): ColumnsReply {
  const [first, ...rest] = replies;
  if (rest.length === 0) return first;
  const joinedKey = (name: string): ColumnsReply['keys'][string] => {
    const levels = [...new Set(replies.flatMap(({ keys }) => keys[name].levels))].sort();
    const places = new Map(levels.map((level, code) => [level, code]));
    return { levels, codes: Int32Array.from(replies.flatMap(({ keys }) => Array.from(keys[name].codes, (code) => places.get(keys[name].levels[code])!))) };
  };
  return {
    kind: 'columns',
    n: replies.reduce((sum, { n }) => sum + n, 0),
    columns: Object.fromEntries(Object.keys(first.columns).map((name) => [name, Float64Array.from(replies.flatMap(({ columns: own }) => [...own[name]]))])),
    keys: Object.fromEntries(Object.keys(first.keys).map((name) => [name, joinedKey(name)])),
    dropped: replies.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

function sampleOf(reply: ColumnsReply, of: Benefit): AskedSample {
  const { control, treatments, drawn, cluster } = of;
  const names = [control, ...treatments];
  const { codes: armCodes, levels: armLevels } = reply.keys[armKey];
  const placeOfArm = armLevels.map((level) => names.indexOf(level));
  const everyArm = Uint8Array.from(armCodes, (code) => placeOfArm[code]);
  const outcomes = reply.columns[of.outcome];
  const dropped = Object.fromEntries(
    names.map((name, k) => [name, everyArm.reduce((count, arm, i) => count + (arm === k && outcomes[i] >= beyond ? 1 : 0), 0)]),
  );
  const among = Int32Array.from({ length: reply.n }, (_, i) => i).filter((i) => outcomes[i] < beyond);
  const features = of.known.map((one) => featureOf(one, reply, among));
  const arms = pick(everyArm, among);
  const outcome = pick(outcomes, among);
  const order = contentOrder([arms, ...features.map(({ values }) => values)], outcome, of.seed);
  const placed = <T extends Float64Array | Uint8Array | Int32Array>(values: T): T => pick(values, order);
  const arm = placed(arms);
  const codesOf = (key: string): Int32Array => placed(pick(reply.keys[key].codes, among));
  const clusters = cluster === undefined ? undefined : codesOf(clusterKey);
  const everyLevel = features.map((feature) => ({ ...feature, values: placed(feature.values) }));
  const joined = everyLevel.map(withoutRare);
  return {
    sample: {
      features: { units: arm.length, columns: joined.map(({ feature }) => feature) },
      outcome: placed(outcome),
      arm,
      arms: names.length,
      ...(drawn && { chances: chancesOf({ arm, names, shares: drawn.shares, clusters, blocks: drawn.blocks === undefined ? undefined : codesOf(blockKey) }) }),
      ...(clusters && { clusters }),
    },
    everyLevel: { units: arm.length, columns: everyLevel },
    rare: joined.flatMap(({ feature, rare }) => (rare.length > 0 ? [{ column: feature.name, levels: rare }] : [])),
    clusters: clusters && new Set(clusters).size,
    dropped,
  };
}

function featureOf(one: Covariate, reply: ColumnsReply, among: Int32Array): Feature {
  const name = columnOfCovariate(one);
  if (!isFactor(one)) return { name, values: pick(reply.columns[name], among).map((value) => (value < beyond ? value : Number.NaN)) };
  const { codes, levels } = reply.keys[factorKey(name)];
  const kept = levels.filter((level) => level !== unknownText);
  const codeOf = Float64Array.from(levels, (level) => (level === unknownText ? Number.NaN : kept.indexOf(level)));
  return { name, levels: kept, values: Float64Array.from(among, (i) => codeOf[codes[i]]) };
}

/** Units of one level, so that each part that is learned from has some of it. */
const leastOfLevel = 30;
const otherLevels = 'other values';

/** Levels that few units have as one, with the next larger ones until it has enough. */
function withoutRare(feature: Feature): { readonly feature: Feature; readonly rare: readonly string[] } {
  const { values, levels } = feature;
  if (!levels) return { feature, rare: [] };
  const counts = new Float64Array(levels.length);
  for (const code of values) if (!Number.isNaN(code)) counts[code]++;
  const ascending = [...levels.keys()].sort((a, b) => counts[a] - counts[b] || a - b);
  let [joined, units] = [0, 0];
  while (joined < ascending.length && (counts[ascending[joined]] < leastOfLevel || (joined > 0 && units < leastOfLevel))) units += counts[ascending[joined++]];
  if (joined < 1) return { feature, rare: [] };
  const isRare = levels.map((_, code) => ascending.indexOf(code) < joined);
  const kept = levels.filter((_, code) => !isRare[code]);
  const codeOf = Float64Array.from(levels, (level, code) => (isRare[code] ? kept.length : kept.indexOf(level)));
  const one = { ...feature, levels: [...kept, otherLevels], values: values.map((code) => (Number.isNaN(code) ? code : codeOf[code])) };
  return { feature: one, rare: levels.filter((_, code) => isRare[code]) };
}

interface Drawn {
  readonly arm: Uint8Array;
  readonly names: readonly string[];
  readonly shares: Readonly<Record<string, number>> | undefined;
  readonly clusters: Int32Array | undefined;
  readonly blocks: Int32Array | undefined;
}

/** As planned; where no shares were, or arms were drawn within blocks, as many as were drawn: units, or clusters where these were drawn as a whole. */
function chancesOf({ arm, names, shares, clusters, blocks }: Drawn): readonly Float64Array[] {
  if (shares && !blocks) return names.map((name) => new Float64Array(arm.length).fill(shares[name]));
  const drawn = clusters ? firstOfEach(clusters) : Int32Array.from(arm, (_, i) => i);
  const block = blocks ?? new Int32Array(arm.length);
  const counts = new Map<number, Float64Array>();
  for (const i of drawn) {
    const own = counts.get(block[i]) ?? new Float64Array(names.length);
    own[arm[i]]++;
    counts.set(block[i], own);
  }
  return names.map((_, k) =>
    Float64Array.from(arm, (__, i) => {
      const own = counts.get(block[i])!;
      return own[k] / own.reduce((sum, n) => sum + n, 0);
    }),
  );
}

function firstOfEach(codes: Int32Array): Int32Array {
  const seen = new Set<number>();
  return Int32Array.from(codes.keys()).filter((i) => {
    const isNew = !seen.has(codes[i]);
    seen.add(codes[i]);
    return isNew;
  });
}
