import { add, times } from '../../../expressions/build.ts';
import type { AndersonRubin } from '../../../inference/anderson-rubin/anderson-rubin.ts';
import { fingerprint } from '../../../inference/fingerprint.ts';
import type { CentredFit } from '../../../inference/second-pass.ts';
import { dot } from '../../../math/dot.ts';
import { multiplyVector } from '../../../math/matrix.ts';
import { comomentOf } from '../../../moments/moments.ts';
import { type Asking, all } from '../../../relation/asking.ts';
import { type Errors, type FormErrors, formErrors, unitForm } from './covariance.ts';
import { type Endogeneity, endogeneity } from './endogeneity.ts';
import { type FirstStage, firstStage, instrumentGram } from './first-stage.ts';
import type { Fit } from './fit.ts';
import { type OverIdentification, overIdentification } from './over-identification.ts';
import { rowColumns } from './row-columns.ts';

/** What the second scan adds to a regression known from moments. */
export interface TwoStageEffects {
  /** Covariance of the treatments' coefficients. */
  readonly wald: FormErrors;
  /** For a single treatment. */
  readonly andersonRubin?: AndersonRubin;
  readonly firstStages: readonly FirstStage[];
  readonly overIdentification: OverIdentification | undefined;
  readonly endogeneity: Endogeneity | undefined;
  /** Single clusters determine an effect, so that its error cannot be estimated. */
  readonly determined: boolean;
  /** Units with leverage one in one of the regressions. */
  readonly saturated: number;
}

/** One more round: every variance that is reported, of the regression itself and of outcome and treatments on the instruments. */
export function* effectsOf(fit: Fit, asked: Omit<Errors, 'rows'>): Asking<TwoStageEffects> {
  const { stages, reduced, design } = fit;
  const single = design.treatments.length === 1 && asked.kind !== 'nonrobust';
  const scale = single ? scaleBetween(fit) : 1;
  const rows = rowColumns(`estimand:iv:${fingerprint([stages.coefficients, stages.gramInverse, ...stages.firstStages.map((s) => s.coefficients)])}`);
  const errors: Errors = { ...asked, rows };
  const p = design.treatments.length;
  const k = fit.centred.columns.length;
  const q = reduced.outcome.centred.columns.length;
  const forms = design.treatments.map((_, j) => unitForm(j, k));
  const onInstruments = design.instruments.map((_, i) => unitForm(i, q));
  const ofReduced = (centred: CentredFit) => formErrors(centred, onInstruments, errors, { sumOfSquares: 0, df: reduced.outcome.fit.dfResidual });
  const round = all([
    formErrors(fit.centred, forms, errors, { sumOfSquares: stages.residualSumOfSquares, df: stages.dfResidual }),
    all(reduced.treatments.map((r) => formErrors(r.centred, onInstruments, errors, { sumOfSquares: r.fit.residualSumOfSquares, df: r.fit.dfResidual }))),
    all(single ? [ofReduced(reduced.outcome.centred), ofReduced(together(fit, scale))] : []),
    overIdentification(fit, errors),
    endogeneity(fit, errors),
  ]);
  const [wald, byTreatment, pair, over, endogenous] = yield* rows.asking(round);
  const found = [wald, ...byTreatment, ...pair.flatMap((f) => f ?? [])];
  return {
    wald,
    ...(p === 1 && { andersonRubin: pair.length === 2 ? robust(fit, pair[0]!, pair[1]!, byTreatment[0], scale, wald) : classical(fit) }),
    firstStages: byTreatment.map((f, j) => firstStage(fit, j, f)),
    overIdentification: over,
    endogeneity: endogenous,
    determined: found.some((f) => f.df.some((df) => !(df > 0))),
    saturated: Math.max(...found.map((f) => f.saturated)),
  };
}

/** Scales the residuals of the treatment to the size of those of the outcome, so that neither is lost in their sum. */
function scaleBetween({ reduced }: Fit): number {
  const [y, d] = [reduced.outcome.fit.residualSumOfSquares, reduced.treatments[0].fit.residualSumOfSquares];
  return y > 0 && d > 0 ? 2 ** Math.round(Math.log2(y / d) / 2) : 1;
}

/** The regression of outcome + scale x treatment: its covariance gives the covariance between the two. */
function together({ reduced }: Fit, scale: number): CentredFit {
  const { outcome, treatments } = reduced;
  return { ...outcome.centred, residual: add(outcome.centred.residual, times(scale, treatments[0].centred.residual)) };
}

function robust(fit: Fit, outcome: FormErrors, sum: FormErrors, treatment: FormErrors, scale: number, wald: FormErrors): AndersonRubin {
  const { reduced, stages, design } = fit;
  const cross = sum.matrix.map((x, e) => (x - outcome.matrix[e] - scale * scale * treatment.matrix[e]) / scale);
  return {
    kind: 'robust',
    instruments: design.instruments.length,
    df: Math.min(...outcome.df),
    pair: {
      outcome: reduced.outcome.effects,
      treatment: reduced.treatments[0].effects,
      covariance: { outcome: outcome.matrix, cross, treatment: treatment.matrix },
    },
    origin: stages.coefficients[1],
    scale: Math.sqrt(wald.matrix[0]) || 1,
  };
}

function classical({ net, design, reduced }: Fit): AndersonRubin {
  const m = design.instruments.length;
  const gram = instrumentGram({ net, design });
  const [y, d] = [reduced.outcome.effects, reduced.treatments[0].effects];
  const [Y, D] = [design.outcome.name, design.treatments[0].name];
  const explained = (a: Float64Array, b: Float64Array): number => dot(a, multiplyVector(gram, b, m));
  const all = [explained(y, y), explained(y, d), explained(d, d)] as const;
  const cross = comomentOf(net, Y, D) - all[1];
  return {
    kind: 'classical',
    instruments: m,
    df: reduced.outcome.fit.dfResidual,
    pair: { explained: all, left: [reduced.outcome.fit.residualSumOfSquares, cross, reduced.treatments[0].fit.residualSumOfSquares] },
  };
}
