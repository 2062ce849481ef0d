import { column, is, isKnown, or, text, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Sample } from '../../inference/benefit/sample.ts';
import { joinedDoubles } from '../../math/joined.ts';
import { pick } from '../../math/pick.ts';
import { contentOrder } from '../../math/random/content-order.ts';
import type { Feature, Features } from '../../models/features.ts';
import { type Covariate, columnOfCovariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type ColumnsReply, type ColumnsRequest, columns } from '../../relation/requests.ts';
import { drawnChances } from './drawn-chances.ts';
import type { Benefit } from './options.ts';
import { withoutRare } from './rare-levels.ts';

/** Units whose outcome is known, in an order that rows have no part in, and how many lack it, by arm. */
export interface AskedSample {
  readonly sample: Sample;
  /** The same columns with every level that there is: rules ask for these. */
  readonly everyLevel: Features;
  /** Levels that too few units have to be learned from by themselves. */
  readonly rare: readonly { readonly column: string; readonly levels: readonly string[] }[];
  readonly clusters: number | undefined;
  readonly dropped: Readonly<Record<string, number>>;
  /** Units in blocks that lack an arm. */
  readonly blockless: number;
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
    columns: Object.fromEntries(Object.keys(first.columns).map((name) => [name, joinedDoubles(replies.map(({ columns: own }) => own[name]))])),
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
  const keyed = (key: string, name: string | undefined): Int32Array | undefined => (name === undefined ? undefined : reply.keys[key].codes);
  const chances =
    drawn && drawnChances({ arm: everyArm, names, shares: drawn.shares, clusters: keyed(clusterKey, cluster), blocks: keyed(blockKey, drawn.blocks) });
  const answered = Int32Array.from({ length: reply.n }, (_, i) => i).filter((i) => outcomes[i] < beyond);
  // Nobody in a block without an arm could be compared.
  const among = chances ? answered.filter((i) => chances.every((ofArm) => ofArm[i] > 0)) : answered;
  const features = of.known.map((one) => featureOf(one, reply, among));
  const arms = pick(everyArm, among);
  const outcome = pick(outcomes, among);
  const order = contentOrder([arms, ...features.map(({ values }) => values)], outcome, of.seed);
  const placed = <T extends Float64Array | Uint8Array | Int32Array>(values: T): T => pick(values, order);
  const arm = placed(arms);
  const codes = keyed(clusterKey, cluster);
  const clusters = codes && placed(pick(codes, among));
  const everyLevel = features.map((feature) => ({ ...feature, values: placed(feature.values) }));
  const joined = everyLevel.map(withoutRare);
  return {
    sample: {
      features: { units: arm.length, columns: joined.map(({ feature }) => feature) },
      outcome: placed(outcome),
      arm,
      arms: names.length,
      ...(chances && { chances: chances.map((ofArm) => placed(pick(ofArm, among))) }),
      ...(clusters && { clusters }),
    },
    everyLevel: { units: arm.length, columns: everyLevel },
    rare: joined.flatMap(({ feature, rare }) => (rare.length > 0 ? [{ column: feature.name, levels: rare }] : [])),
    clusters: clusters && new Set(clusters).size,
    dropped,
    blockless: answered.length - among.length,
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
