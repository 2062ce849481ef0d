import type { Interval } from '../../../estimate/estimate.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { sayP, sayShare } from '../../../estimate/say.ts';
import type { TwoStageDetails } from './details.ts';
import type { JointTest } from './first-stage.ts';

interface About {
  readonly estimate: string;
  readonly outcome: string;
  readonly treatment: string;
  readonly instruments: readonly string[];
  /** Random arms are the only instruments. */
  readonly byAssignment: boolean;
}

/** The p-value below which a test becomes a warning. */
const doubt = 0.05;

const listed = (names: readonly string[]): string => (names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', '));

/** Strength and agreement of the instruments are checked in the data; exclusion and monotonicity are named as assumptions. */
export function twoStageFindings(a: About, details: TwoStageDetails, interval: Interval): readonly Finding[] {
  return [strength(a, details, interval), ...agreement(a, details, interval), ...difference(a, details), assumptions(a)];
}

function strength(a: About, { firstStage: first, interval: kind }: TwoStageDetails, interval: Interval): Finding {
  const about = { column: a.treatment, estimate: a.estimate };
  const value = first.effectiveF?.value ?? first.robustF?.statistic ?? first.f?.statistic;
  const of = listed(a.instruments);
  const shown = value === undefined ? 'no remainder' : `F = ${value.toFixed(1)}, partial R2 ${sayShare(first.partialR2)}`;
  const known = { check: 'weak-instrument', about, ...(value !== undefined && { statistic: value }) };
  if (kind === 'wald') {
    return {
      ...known,
      verdict: 'warn',
      says: `The interval of ${a.treatment} is Wald's, which holds only if ${of} move every treatment strongly (${shown} for this one).`,
      mend: 'Ask about one treatment at a time: its interval then holds however weak the instruments.',
    };
  }
  if (value === undefined) return { ...known, ...withoutRemainder(a, of) };
  const bounded =
    interval.pieces.length === 0 || (interval.pieces.length === 1 && interval.pieces[0].low !== undefined && interval.pieces[0].high !== undefined);
  if (bounded) return { ...known, verdict: 'pass', says: `${of} ${a.instruments.length > 1 ? 'move' : 'moves'} ${a.treatment}: ${shown}.` };
  return {
    ...known,
    verdict: 'fail',
    says: `${of} hardly ${a.instruments.length > 1 ? 'move' : 'moves'} ${a.treatment} (${shown}): these data do not bound its effect.`,
    mend: 'Read the effect of the instrument itself, or wait for more data or a stronger instrument.',
  };
}

/** Everybody did as assigned, or the instrument is the treatment under another name. */
function withoutRemainder({ treatment, byAssignment }: About, of: string): Pick<Finding, 'verdict' | 'says' | 'mend'> {
  if (byAssignment) return { verdict: 'pass', says: `${treatment} is as assigned (${of}) on every unit: its effect is that of the assignment.` };
  return {
    verdict: 'warn',
    says: `${treatment} follows from ${of} without remainder, so this is least squares on ${treatment}.`,
    mend: 'Take an instrument that moves the treatment, and is not the treatment under another name.',
  };
}

const sayTest = (t: JointTest): string =>
  t.dfResidual === undefined ? `chi-square ${t.statistic.toFixed(2)} with ${t.df} df, ${sayP(t.pValue)}` : `F = ${t.statistic.toFixed(2)}, ${sayP(t.pValue)}`;

function agreement(a: About, { overIdentification: over }: TwoStageDetails, interval: Interval): readonly Finding[] {
  if (!over) return [];
  const test = over.score ?? over.sargan;
  const known = { about: { column: a.treatment, estimate: a.estimate }, statistic: test.statistic, pValue: test.pValue, threshold: doubt };
  const mend = 'Look at the effect by each instrument alone: one of them may act on the outcome by another way, or move other units with another effect.';
  const empty: Finding = {
    check: 'over-identification',
    ...known,
    verdict: 'fail',
    says: `No effect of ${a.treatment} agrees with all ${a.instruments.length} instruments: the interval is empty (${sayTest(test)}).`,
    mend,
  };
  if (interval.pieces.length === 0) return [empty];
  if (test.pValue >= doubt)
    return [
      {
        check: 'over-identification',
        ...known,
        verdict: 'pass',
        says: `The ${a.instruments.length} instruments agree on the effect of ${a.treatment} (${sayTest(test)}).`,
      },
    ];
  return [
    {
      check: 'over-identification',
      ...known,
      verdict: 'warn',
      says: `The ${a.instruments.length} instruments disagree on the effect of ${a.treatment} (${sayTest(test)}).`,
      mend,
    },
  ];
}

function difference(a: About, { endogeneity }: TwoStageDetails): readonly Finding[] {
  if (!endogeneity) return [];
  const test = endogeneity.robust ?? endogeneity.wuHausman;
  const plain = endogeneity.leastSquares.find(({ treatment }) => treatment === a.treatment)!;
  const known = {
    check: 'endogeneity',
    about: { column: a.treatment, estimate: a.estimate },
    statistic: test.statistic,
    pValue: test.pValue,
    threshold: doubt,
  };
  if (test.pValue >= doubt) {
    return [
      {
        ...known,
        verdict: 'pass',
        says: `Least squares (${plain.value.toPrecision(3)}) does not differ from it by more than chance (${sayTest(test)}); that does not show ${a.treatment} to be as good as random.`,
      },
    ];
  }
  return [
    {
      ...known,
      verdict: 'warn',
      says: `Least squares on ${a.treatment} would say ${plain.value.toPrecision(3)}, which differs by more than chance (${sayTest(test)}).`,
      mend: `Read the effect by instrument if it holds that ${listed(a.instruments)} ${a.instruments.length > 1 ? 'act' : 'acts'} only through ${a.treatment}; never least squares, which mixes in why units differ.`,
    },
  ];
}

function assumptions({ estimate, treatment, instruments, outcome }: About): Finding {
  return {
    check: 'instrument-assumptions',
    about: { column: treatment, estimate },
    verdict: 'warn',
    says: `The effect assumes that ${listed(instruments)} ${instruments.length > 1 ? 'are' : 'is'} as good as random given the covariates, ${instruments.length > 1 ? 'act' : 'acts'} on ${outcome} only through ${treatment} and moves it in one direction for every unit; the data cannot show that.`,
    mend: 'Argue all three from how the instruments came about, or read their own effect on the outcome alone.',
  };
}

/** Refusal when the instruments do not move the treatment. */
export function unmovedRefusal(treatments: readonly string[], instruments: readonly string[], constant: boolean): Finding {
  const [treatment] = treatments;
  return {
    check: 'weak-instrument',
    about: { column: treatment },
    verdict: 'refuse',
    statistic: 0,
    says: constant
      ? `${treatment} is the same for every unit, so it has no effect to estimate.`
      : `${listed(instruments)} ${instruments.length > 1 ? 'do' : 'does'} not move ${treatments.join(', ')} at all, or not apart from the covariates and each other, so there is no effect to estimate.`,
    mend: constant
      ? 'Check how the column is made, and that it is logged in every arm.'
      : 'Read the effect of the instrument itself; check that the treatment is logged in every arm.',
  };
}

/** Refusal when the regression leaves nothing of the outcome: its standard error would be rounding noise. */
export function determinedRefusal(outcome: string, treatments: readonly string[]): Finding {
  return {
    check: 'determined-outcome',
    about: { column: outcome },
    verdict: 'refuse',
    says: `${treatments.join(', ')} and the covariates determine ${outcome} to the last digit: one of them is made from it.`,
    mend: 'Take that column out, or ask about an outcome that is measured by itself.',
  };
}

/** Refusal when too few clusters, or other rows, leave nothing to estimate an error from. */
export function singularRefusal(outcome: string, cluster: string | undefined): Finding {
  return {
    check: cluster === undefined ? 'leverage' : 'cluster-freedom',
    about: { column: cluster ?? outcome },
    verdict: 'refuse',
    statistic: 0,
    says: `Too few ${cluster === undefined ? 'units' : `clusters of ${cluster}`} tell the instruments apart: the covariance of their effects on ${outcome} is singular.`,
    mend: 'Take instruments or covariates out, or wait for more data.',
  };
}
