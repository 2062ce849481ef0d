import type { AndersonRubin } from '../../../inference/anderson-rubin/anderson-rubin.ts';
import type { CentredFit } from '../../../inference/second-pass.ts';
import { dot } from '../../../math/dot.ts';
import { multiplyVector } from '../../../math/matrix.ts';
import { comomentOf } from '../../../moments/moments.ts';
import { type Asking, all } from '../../../relation/asking.ts';
import { covarianceOf, type Errors, type Found, unitForm } from './covariance.ts';
import { type Endogeneity, endogeneity } from './endogeneity.ts';
import { type FirstStage, firstStage, instrumentGram } from './first-stage.ts';
import type { Fit } from './fit.ts';
import { type OverIdentification, overIdentification } from './over-identification.ts';
import { onRows } from './row-columns.ts';

/** All that the second scan adds to a regression known from moments. */
export interface Effects {
  /** Covariance of the treatments' coefficients. */
  readonly wald: Found;
  /** For a single treatment. */
  readonly andersonRubin?: AndersonRubin;
  readonly firstStages: readonly FirstStage[];
  readonly overIdentification: OverIdentification | undefined;
  readonly endogeneity: Endogeneity | undefined;
  /** Single clusters determine an effect: nothing is left to estimate its error from. */
  readonly determined: boolean;
  /** Units with leverage one in one of the regressions. */
  readonly saturated: number;
}

/** One more round: every variance that is reported, of the regression itself and of outcome and treatments on the instruments. */
export function* effectsOf(known: Fit, errors: Errors): Asking<Effects> {
  const single = known.design.treatments.length === 1 && errors.kind !== 'nonrobust';
  const scale = single ? scaleBetween(known) : 1;
  const { fit, together, asking } = onRows(known, scale);
  const { stages, reduced, design } = fit;
  const p = design.treatments.length;
  const k = fit.centred.columns.length;
  const q = reduced.outcome.centred.columns.length;
  const forms = design.treatments.map((_, j) => unitForm(j, k));
  const onInstruments = design.instruments.map((_, i) => unitForm(i, q));
  const ofReduced = (centred: CentredFit) => covarianceOf(centred, onInstruments, errors, { sumOfSquares: 0, df: reduced.outcome.fit.dfResidual });
  const both = { ...reduced.outcome.centred, residual: together };
  const asked = all([
    covarianceOf(fit.centred, forms, errors, { sumOfSquares: stages.residualSumOfSquares, df: stages.dfResidual }),
    all(reduced.treatments.map((r) => covarianceOf(r.centred, onInstruments, errors, { sumOfSquares: r.fit.residualSumOfSquares, df: r.fit.dfResidual }))),
    all(single ? [ofReduced(reduced.outcome.centred), ofReduced(both)] : []),
    overIdentification(fit, errors),
    endogeneity(fit, errors),
  ]);
  const [wald, byTreatment, pair, over, endogenous] = yield* asking(asked);
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

/** Brings the residuals of the treatment to the size of those of the outcome, so that neither is lost in their sum. */
function scaleBetween({ reduced }: Fit): number {
  const [y, d] = [reduced.outcome.fit.residualSumOfSquares, reduced.treatments[0].fit.residualSumOfSquares];
  return y > 0 && d > 0 ? 2 ** Math.round(Math.log2(y / d) / 2) : 1;
}

function robust(fit: Fit, outcome: Found, sum: Found, treatment: Found, scale: number, wald: Found): AndersonRubin {
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
