import type { Finding } from '../../estimate/finding.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import { columnOfCovariate, type Protocol } from '../../protocol/protocol.ts';

/** Findings about what the study names and this version does not use. */
export const studyRemarks = (study: StudyFile, protocol: Protocol): readonly Finding[] => [
  ...benefitUnasked(study, protocol),
  ...unusedCovariates(protocol),
  ...idleMediators(study, protocol),
  ...unmediated(study, protocol),
  ...unadjusted(protocol),
  ...outOfRegression(protocol),
];

/** Who benefits is asked of units that are drawn, that chose, or that are followed over periods. */
function benefitUnasked({ heterogeneity }: StudyFile, { assignment, changes }: Protocol): readonly Finding[] {
  if (!heterogeneity || assignment || changes) return [];
  const says = 'Who benefits is not computed: it is asked of units that are followed over periods, before and after they were reached.';
  return [
    {
      check: 'not-analysed',
      about: { column: 'heterogeneity' },
      verdict: 'warn',
      says,
      mend: 'Read the effects by segment; or bring rows of the same units in each period.',
    },
  ];
}

/** CUPED reads one numeric covariate: what it leaves out is named. */
function unusedCovariates({ analysis, covariates }: Protocol): readonly Finding[] {
  const used = covariates.find((x) => typeof x === 'string');
  const unused = covariates.filter((x) => x !== used).map(columnOfCovariate);
  if (analysis.adjust !== 'cuped' || (used !== undefined && unused.length === 0)) return [];
  const says =
    used === undefined
      ? 'CUPED needs a numeric covariate and there is none: the effects are unadjusted.'
      : `CUPED adjusts for ${used} only; ${unused.join(', ')} are not used.`;
  return [{ check: 'not-analysed', about: { column: 'adjust' }, verdict: 'warn', says, mend: 'Use `adjust: lin` to adjust for all covariates.' }];
}

/** Too many blocks to be told apart by a regression: the effect is compared within them, and what covariates would sharpen is lost. */
function outOfRegression({ analysis, blocks, blocksAbsorbed, covariates }: Protocol): readonly Finding[] {
  const others = covariates.filter((x) => columnOfCovariate(x) !== blocks);
  const joins = covariates.length > others.length;
  if (blocks === undefined || blocksAbsorbed || joins || others.length === 0 || analysis.adjust === 'none' || analysis.adjust === 'cuped') return [];
  const says = `The effects are compared within blocks of ${blocks}, which no regression here is part of (more than 50, or blocks in clusters): they are not adjusted for ${others.map(columnOfCovariate).join(', ')}.`;
  return [
    {
      check: 'not-adjusted',
      about: { column: blocks },
      verdict: 'warn',
      says,
      mend: `Read them as compared within ${blocks} only; or join blocks into fewer.`,
    },
  ];
}

/** Ratios and quantiles are compared as they are, whatever the means beside them are adjusted for. */
function unadjusted({ analysis, covariates, outcomes }: Protocol): readonly Finding[] {
  if (analysis.adjust === 'none' || covariates.length === 0) return [];
  const names = covariates.map(columnOfCovariate).join(', ');
  return outcomes
    .filter(({ ratio, quantile }) => ratio !== undefined || quantile !== undefined)
    .map(({ name, ratio }) => ({
      check: 'not-adjusted',
      about: { column: name },
      verdict: 'warn',
      says: `The effect on ${name} is not adjusted for ${names}: it is a ${ratio ? 'ratio of totals' : 'quantile'}, which covariates do not sharpen here.`,
      mend: `Read it as unadjusted${ratio ? '; for a sharper number make numerator and denominator outcomes of their own' : ''}.`,
    }));
}

/** A mediation takes means of a column apart: outcomes of another kind are named. */
function unmediated(study: StudyFile, { mediators }: Protocol): readonly Finding[] {
  if (mediators.length === 0) return [];
  return Object.entries(study.outcomes).flatMap(([name, { role, measured, ratio, quantile }]): readonly Finding[] => {
    const kind = measured ? 'measured by a judge and audits' : ratio ? 'a ratio of totals' : quantile ? 'a quantile' : undefined;
    if (kind === undefined || (role !== 'primary' && role !== 'secondary')) return [];
    const says = `The part of the effect on ${name} through ${mediators.join(', ')} is not computed, since ${name} is ${kind}.`;
    const mend = 'Read what the treatment does to the mediators; only the effect on an outcome that is a column is split into parts.';
    return [{ check: 'not-analysed', about: { column: 'mediators' }, verdict: 'warn', says, mend }];
  });
}

/** Mediators that are no numbers have no mean; and with blocks arms are compared within them, which the two steps of a mediation do only by a covariate. */
function idleMediators(study: StudyFile, { mediators, blocks, covariates }: Protocol): readonly Finding[] {
  const words = study.mediators.filter((name) => !mediators.includes(name));
  if (words.length > 0) {
    const says = `No effect through ${words.join(', ')} is computed: ${words.length === 1 ? 'it holds' : 'they hold'} no numbers.`;
    return [{ check: 'not-analysed', about: { column: 'mediators' }, verdict: 'warn', says, mend: 'Make 0 and 1 of it in data.sql.' }];
  }
  if (mediators.length === 0 || blocks === undefined || covariates.some((x) => typeof x !== 'string' && x.factor === blocks)) return [];
  const says = `The part of the effect through ${mediators.join(', ')} is not computed: the study is blocked by ${blocks}, which its adjustment leaves out.`;
  return [{ check: 'not-analysed', about: { column: 'mediators' }, verdict: 'warn', says, mend: 'Use `adjust: lin`, which includes the blocks.' }];
}
