import { expect, it } from 'vitest';
import { pages } from '../../scripts/docs/pages.ts';
import { fewLabels, largeLoss, mostTailError, type PValueLimits, pValueLimits, traceOfLoss } from '../../src/estimate/thresholds.ts';
import { bootstrapDraws } from '../../src/protocol/defaults.ts';

const textOf = (path: string): string => pages().find((page) => page.path === path)!.text;

const both = ({ warnBelow, failBelow }: PValueLimits): readonly string[] => [`p < ${warnBelow}`, `p < ${failBelow}`];

it.each([
  ['sample-ratio', both(pValueLimits.sampleRatio)],
  ['balance', both(pValueLimits.balance)],
  ['missingness', both(pValueLimits.missingness)],
  ['unit-flow', [...both(pValueLimits.missingness), `${100 * largeLoss} %`, `${100 * traceOfLoss} %`]],
  ['trigger', both(pValueLimits.trigger)],
  ['independent-assignments', both(pValueLimits.independentAssignments)],
  ['block-shares', [`p < ${pValueLimits.blockShares.warnBelow}`]],
  ['routing-log', both(pValueLimits.propensities)],
  ['policy-support', both(pValueLimits.propensities)],
  ['feedback-loop', both(pValueLimits.feedback)],
  ['clusters', [`p < ${pValueLimits.clusterSize.warnBelow}`]],
  ['heavy-tail', [`more than ${mostTailError} times`]],
  ['density', both(pValueLimits.density)],
  ['covariate-jumps', both(pValueLimits.covariateJumps)],
  ['placebo-cutoffs', both(pValueLimits.placeboCutoffs)],
  ['rows-lost', [...both(pValueLimits.missingness), `${100 * largeLoss} %`, `${100 * traceOfLoss} %`]],
  ['moved-covariates', [`p < ${pValueLimits.movedCovariates.failBelow}`]],
])('the page of %s names its thresholds', (check, named) => {
  const verdicts = textOf(`docs/checks/${check}.md`)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .join('\n');
  for (const one of named) expect(verdicts).toContain(one);
});

it('the page of the linter names its thresholds', () => {
  const text = textOf('docs/lint.md');
  expect(text).toContain(`fewer than ${fewLabels} human labels`);
  expect(text).toContain(`alpha ${pValueLimits.movedCovariates.failBelow}`);
});

it('the pages name the draws of a bootstrap', () => {
  expect(textOf('docs/study-file.md')).toContain(`draws of the bootstrap, ${bootstrapDraws.usual}`);
  expect(textOf('docs/methods/policy-gain.md')).toContain(`| ${bootstrapDraws.usual}, 1 |`);
});
