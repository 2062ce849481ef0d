import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { BandwidthSelector, Bandwidths } from '../../src/inference/threshold/bandwidths.ts';
import type { Kernel } from '../../src/inference/threshold/kernels.ts';
import type { BinSelector } from '../../src/inference/threshold/plot-bins.ts';
import type { ThresholdErrors } from '../../src/inference/threshold/side-variance.ts';
import type { ThresholdData } from '../../src/inference/threshold/sides.ts';
import { type ThresholdOptions, thresholdDefaults } from '../../src/inference/threshold/threshold-effect.ts';

/** Options as rdrobust calls them. */
export interface PeerOptions {
  readonly kernel?: Kernel;
  readonly bwselect?: BandwidthSelector;
  readonly vce?: 'nn' | 'hc0' | 'hc1' | 'hc2' | 'hc3' | 'cr1' | 'cr2' | 'cr3';
  readonly p?: number;
  readonly q?: number;
  readonly h?: number | readonly [number, number];
  readonly b?: number | readonly [number, number];
  readonly scaleregul?: number;
  readonly bwcheck?: number;
  readonly bwrestrict?: boolean;
  readonly masspoints?: 'adjust' | 'check' | 'off';
  readonly nnmatch?: number;
  readonly fuzzy?: boolean;
  readonly covs?: readonly string[];
  readonly cluster?: boolean;
}

type Pair = readonly [number, number];

export interface PeerEffect {
  readonly h: Pair;
  readonly b: Pair;
  readonly conventional: Pair;
  readonly robust: Pair;
  /** By side, where covariates are zero. */
  readonly intercepts: Pair;
  readonly corrected: Pair;
  readonly withinH: Pair;
  readonly withinB: Pair;
  readonly values: Pair;
  readonly firstStage?: readonly [number, number, number, number];
  readonly clusters?: readonly [number, number, number];
  readonly slopes?: readonly (readonly number[])[];
}

export interface PeerPlot {
  readonly count: Pair;
  readonly optimal: Pair;
  readonly mimicking: Pair;
  readonly coefficients: readonly [readonly number[], readonly number[]];
  readonly rows: readonly number[];
  readonly score: readonly number[];
  readonly outcome: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface ThresholdGolden {
  readonly tolerance: { readonly effects: number; readonly ported: number; readonly plots: number };
  /** Null where rdrobust finds no bandwidth; `direct` is a robust error that it computes too coarsely, `ported` what a port of it says. */
  readonly cases: readonly {
    readonly table: string;
    readonly options: PeerOptions;
    readonly found: PeerEffect | null;
    readonly direct?: { readonly robust: number };
    readonly ported?: { readonly h: number; readonly b: number; readonly value: number; readonly standardError: number };
  }[];
  readonly senate: readonly { readonly options: PeerOptions; readonly found: PeerEffect }[];
  readonly plots: readonly { readonly table: string; readonly bins: BinSelector; readonly found: PeerPlot }[];
  /** Counts of bins of the table `fuzzy` over many orders of its rows. */
  readonly shuffled: readonly { readonly bins: BinSelector; readonly mean: Pair; readonly deviation: Pair }[];
  readonly senatePlots: readonly { readonly bins: BinSelector; readonly found: PeerPlot }[];
  readonly seed: readonly { readonly options: PeerOptions; readonly found: PeerEffect }[];
}

const folder = new URL('../../goldens/threshold/', import.meta.url);
export const thresholdGolden: ThresholdGolden = JSON.parse(readFileSync(new URL('threshold.json', folder), 'utf8'));

export type Table = Readonly<Record<string, Float64Array>>;

/** Columns by name; rows without a value in one of the needed ones are left out. */
function tableIn(file: URL, needed: readonly string[] = []): Table {
  const bytes = readFileSync(file);
  const [header, ...lines] = (file.pathname.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const rows = lines.filter((row) => needed.every((name) => row[header.indexOf(name)] !== ''));
  return Object.fromEntries(header.map((name, j) => [name, Float64Array.from(rows, (row) => Number(row[j]))]));
}

const tables = Object.fromEntries(['continuous', 'rounded', 'fuzzy'].map((name) => [name, tableIn(new URL(`${name}.csv`, folder))]));

export const simulated = (name: string, options: PeerOptions = {}): ThresholdData => dataOf(tables[name], options);

const senateFile = new URL('../../../shared/datasets/senate.csv', import.meta.url);
/** The rows are not part of this repository. */
export const senateAbsent = !existsSync(senateFile);

export function senate(options: PeerOptions = {}): ThresholdData {
  const { margin, vote, state, ...covariates } = tableIn(senateFile, ['margin', 'vote', ...(options.covs ?? [])]);
  return dataOf({ ...covariates, score: margin, outcome: vote, cluster: state }, options);
}

const logsFile = new URL('../../../shared/golden/toolset/synthetic_llm_logs_50000.csv.gz', import.meta.url);
export const logsAbsent = !existsSync(logsFile);
let logs: Table | undefined;

/** Queries of which those below a confidence of 0.85 went to a larger model. */
export function routedQueries({ fuzzy }: PeerOptions = {}): ThresholdData {
  logs ??= tableIn(logsFile);
  const { query_confidence: confidence, task_completed: outcome, routed_to_premium: treatment } = logs;
  return dataOf({ score: confidence.map((c) => c - 0.85), outcome, treatment }, { ...(fuzzy && { fuzzy }) });
}

function dataOf(table: Table, { fuzzy, covs, cluster }: PeerOptions): ThresholdData {
  return {
    score: table.score,
    outcome: table.outcome,
    ...(fuzzy && { treatment: table.treatment }),
    ...(covs && { covariates: covs.map((name) => ({ name, values: table[name] })) }),
    ...(cluster && { cluster: Int32Array.from(table.cluster) }),
  };
}

export function optionsOf(peer: PeerOptions): ThresholdOptions {
  const h = pairOf(peer.h);
  return {
    ...thresholdDefaults,
    errors: errorsOf(peer),
    ...(peer.kernel && { kernel: peer.kernel }),
    ...(peer.p !== undefined && { order: peer.p, biasOrder: peer.q ?? peer.p + 1 }),
    bandwidths: h ? bandwidthsOf(h, pairOf(peer.b) ?? h) : (peer.bwselect ?? thresholdDefaults.bandwidths),
    ...(peer.scaleregul !== undefined && { regularization: peer.scaleregul }),
    ...(peer.bwcheck !== undefined && { leastValues: peer.bwcheck }),
    ...(peer.bwrestrict !== undefined && { withinRange: peer.bwrestrict }),
    massPoints: peer.masspoints === undefined || peer.masspoints === 'adjust' ? 'adjust' : 'off',
  };
}

function errorsOf({ vce = 'nn', nnmatch = 3 }: PeerOptions): ThresholdErrors {
  return vce === 'nn' ? { kind: 'nearest-neighbours', matches: nnmatch } : { kind: vce.toUpperCase() as 'HC0' };
}

const pairOf = (value: number | Pair | undefined): Pair | undefined => (typeof value === 'number' ? [value, value] : value);

const bandwidthsOf = ([hBelow, hAbove]: Pair, [bBelow, bAbove]: Pair): Bandwidths => ({
  h: { below: hBelow, above: hAbove },
  b: { below: bBelow, above: bAbove },
});
