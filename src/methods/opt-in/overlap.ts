import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayShare } from '../../estimate/say.ts';
import { fewEffective, mostWeightOnOne } from '../../estimate/thresholds.ts';
import { type ArmWeights, balancingWeights } from '../../inference/observed/balancing-weights.ts';
import { concordance, sharesByBin, type WeightSpread, weightSpread } from '../../inference/observed/overlap.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkOf, checkOfMany } from './answer-of.ts';
import { chancesOfMany } from './from-moments/many-overlap.ts';
import { alikeOptInOf, type Chosen, example, type OptInOptions, roundsOn } from './options.ts';

const source = 'Crump, Hotz, Imbens & Mitnik (2009), Biometrika 96; Li, Morgan & Zaslavsky (2018), JASA 113';

/**
 * Are there units of both arms wherever the effect is about somebody? How much of the answer rests on a few of them?
 *
 * Model   chances of opting in by arm; the area under their curve; of the weights that make each arm stand for those the effect is about, how many equal ones would
 *         tell as much, and the share on the heaviest unit. Fails, and holds, where one unit counts for more than a fifth, or where weighting leaves less than a
 *         hundredth of an arm and fewer than 30 units.
 * Shapes  as `doublyRobust`.
 * Errors  where nothing can be compared the methods refuse the outcome, and this check says nothing.
 * Source  Crump, Hotz, Imbens & Mitnik (2009).
 */
export const overlap = question<OptInOptions>(
  {
    id: 'overlap',
    title: 'Overlap of those who opted in and the others',
    source,
    docs: 'docs/checks/overlap.md',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => alikeOptInOf(protocol),
    example,
  },
  (options): Asking<Answer> =>
    checkOf(
      options,
      ({ units: { treated }, propensity, trimmed }, c) => {
        const { arms } = balancingWeights(c.optIn.estimand, treated, propensity);
        const spreads = arms.map(({ weights }) => weightSpread(weights));
        const { chances } = propensity;
        const { exhibits = [], ...found } = told(
          { spreads, concordance: concordance(chances, treated), bins: sharesByBin(chances, treated, bins), trimmed },
          c,
        );
        return { ...found, exhibits: c.role === 'primary' ? [...exhibits, weightHistogram(arms, treated, c)] : exhibits };
      },
      checkOfMany(function* (fitted, c) {
        const found = yield* chancesOfMany(fitted, c, bins);
        return found ? told({ ...found, trimmed: fitted.units.trimmed }, c) : {};
      }),
    ),
);

interface Overlap {
  /** By arm, control first. */
  readonly spreads: readonly WeightSpread[];
  readonly concordance: number;
  readonly bins: readonly [Float64Array, Float64Array];
  readonly trimmed: readonly [number, number];
}

const bins = 20;

const told = (found: Overlap, c: Chosen): Partial<Answer> => ({
  findings: [overlapFinding(found, c), ...trimmedFinding(found, c)],
  ...(c.role === 'primary' && { exhibits: [histogram(found, c)] }),
});

/** More of the answer than this on one unit is nobody's average. */
const mostOnOne = 0.2;
const leastEffectiveShare = 0.01;

function overlapFinding({ spreads, concordance: auc }: Overlap, c: Chosen): Finding {
  const worst = spreads[0].largest >= spreads[1].largest ? 0 : 1;
  const [least, arm] = spreads[0].effective <= spreads[1].effective ? [spreads[0], c.control] : [spreads[1], c.treatment];
  const told = `${c.assignment} ${arm}: its ${sayCount(least.units)} units tell as much as ${sayCount(Math.round(least.effective))} that count alike; the heaviest counts for ${sayShare(spreads[worst].largest)} of its arm, and covariates tell who opted in with an area under the curve of ${auc.toFixed(2)}`;
  const says = `Weights for ${c.outcome} are most unequal with ${told}.`;
  const shared = { check: 'overlap', about: { column: c.outcome }, statistic: spreads[worst].largest, says } as const;
  const thin = spreads.some(({ effective, units }) => effective < fewEffective && effective < leastEffectiveShare * units);
  const mend = 'Read it about those of whom either could have been: `estimand: ato`, or `trim: 0.05`; or compare only units that could have opted in.';
  if (spreads[worst].largest > mostOnOne || thin) return { ...shared, threshold: mostOnOne, verdict: 'fail', identification: true, mend };
  const unequal = spreads.some(({ largest, units }) => largest > mostWeightOnOne && largest > 10 / units);
  if (unequal) return { ...shared, threshold: mostWeightOnOne, verdict: 'warn', mend };
  return { ...shared, threshold: mostOnOne, verdict: 'pass' };
}

function trimmedFinding({ trimmed, spreads }: Overlap, c: Chosen): readonly Finding[] {
  const { trim } = c.optIn;
  const out = trimmed[0] + trimmed[1];
  if (trim === undefined || out === 0) return [];
  const share = out / (out + spreads[0].units + spreads[1].units);
  return [
    {
      check: 'trimmed',
      about: { column: c.outcome },
      verdict: 'warn',
      statistic: share,
      says: `${sayCount(out)} units (${sayShare(share)}; ${sayCount(trimmed[1])} with ${c.assignment} ${c.treatment}) have a chance of ${c.assignment} ${c.treatment} below ${sayShare(trim)} or above ${sayShare(1 - trim)} and are left out: the effect on ${c.outcome} is about the others.`,
      mend: 'Say so when you tell the result: nothing is known of those left out.',
    },
  ];
}

/** How unequally units count: their weights in units of the mean of their arm. */
function weightHistogram(arms: readonly ArmWeights[], treated: Uint8Array, c: Chosen): Exhibit {
  const relative = arms.map(({ weights }, arm) => {
    const own = weights.filter((_, i) => treated[i] === arm);
    const mean = own.reduce((sum, weight) => sum + weight, 0) / own.length;
    return own.map((weight) => weight / mean);
  });
  const most = Math.max(...relative.map((own) => own.reduce((highest, weight) => Math.max(highest, weight), 0)));
  const width = most / bins;
  const [controls, ones] = relative.map((own) => {
    const counts = new Float64Array(bins);
    for (const weight of own) counts[Math.min(bins - 1, Math.floor(weight / width))]++;
    return [...counts];
  });
  const says = `Weights in units of their arm's mean: of those with ${c.assignment} ${c.treatment} above the line, of the others below. The heaviest unit counts ${most.toFixed(1)} times the mean.`;
  return {
    id: `weights:${c.outcome}`,
    title: `How much each unit counts (${c.outcome})`,
    kind: 'histogram',
    says,
    alt: says,
    columns: {
      low: Array.from({ length: bins }, (_, b) => b * width),
      high: Array.from({ length: bins }, (_, b) => (b + 1) * width),
      count: ones,
      below: controls,
    },
  };
}

function histogram({ spreads, bins: [controls, ones] }: Overlap, c: Chosen): Exhibit {
  const says = `Chances of ${c.assignment} ${c.treatment} by covariates: those who have it above the line, the others below. As weighted they tell as much as ${sayCount(Math.round(spreads[1].effective))} and ${sayCount(Math.round(spreads[0].effective))} units.`;
  const { trim } = c.optIn;
  return {
    id: `overlap:${c.outcome}`,
    title: `Who could have opted in (${c.outcome})`,
    kind: 'histogram',
    says,
    alt: says,
    columns: {
      low: Array.from({ length: bins }, (_, b) => b / bins),
      high: Array.from({ length: bins }, (_, b) => (b + 1) / bins),
      count: [...ones],
      below: [...controls],
    },
    ...(trim !== undefined && { marks: [trim, 1 - trim].map((at) => ({ at, label: 'left out beyond' })) }),
  };
}
