import { expectOption, leastInformation } from '../inference/sequential/expect-looks.ts';
import type { Clusters, OutcomeSpread, PlannedLooks, PowerDesign, PowerTest } from './design.ts';

export { expectOption };

/** Errors  option-invalid, naming the part of the design that no study can have. */
export function expectDesign(design: PowerDesign): void {
  expectOutcome(design.outcome);
  const { treatment, control } = design.shares ?? { treatment: 0.5, control: 0.5 };
  expectOption(treatment > 0 && control > 0 && treatment + control <= 1 + 1e-9, 'shares', `${treatment} and ${control}`, 'above zero, and together at most 1');
  if (design.clusters) expectClusters(design.clusters);
  expectShare('variationExplained', design.variationExplained ?? 0, (x) => x >= 0 && x < 1, 'a share from 0 to below 1, such as 0.3');
  for (const key of ['compliers', 'trigger'] as const) expectShare(key, design[key] ?? 1, (x) => x > 0 && x <= 1, 'a share above 0 and at most 1, such as 0.4');
  expectTest(design.test ?? { kind: 'difference' });
  if (design.looks) expectLooks(design.looks, design.test);
}

function expectLooks({ fractions }: PlannedLooks, test: PowerTest | undefined): void {
  const last = fractions.length - 1;
  expectOption(fractions[last] === 1, 'looks.fractions', fractions.join(', '), 'shares of all units of which the last is 1, such as 0.25, 0.5, 1');
  for (const [look, fraction] of fractions.entries()) {
    const before = look > 0 ? fractions[look - 1] : 0;
    expectOption(fraction - before > leastInformation, `looks.fractions[${look}]`, fraction, `above ${before}, in ascending order`);
  }
  expectOption(test?.kind !== 'equivalence', 'looks', 'planned for a test of equivalence', 'left out, or the test one of non-inferiority');
}

const expectShare = (option: string, x: number, holds: (x: number) => boolean, asked: string): void => expectOption(holds(x), option, x, asked);

const isPositive = (x: number): boolean => x > 0 && Number.isFinite(x);

function expectOutcome(outcome: OutcomeSpread): void {
  if (outcome.kind === 'mean') {
    const sds = typeof outcome.sd === 'number' ? [outcome.sd] : [outcome.sd.treatment, outcome.sd.control];
    for (const sd of sds) expectOption(isPositive(sd), 'outcome.sd', sd, 'a number above zero');
  }
  if (outcome.kind === 'paired') expectOption(isPositive(outcome.sd), 'outcome.sd', outcome.sd, 'a number above zero');
  if (outcome.kind === 'proportion') expectShare('outcome.control', outcome.control, (p) => p > 0 && p < 1, 'a share between 0 and 1');
  if (outcome.kind === 'ratio') {
    const { numerator, denominator, covariance } = outcome;
    expectOption(denominator.mean !== 0 && Number.isFinite(denominator.mean), 'outcome.denominator.mean', denominator.mean, 'a number other than zero');
    for (const [name, { variance }] of [['numerator', numerator] as const, ['denominator', denominator] as const])
      expectOption(variance >= 0 && Number.isFinite(variance), `outcome.${name}.variance`, variance, 'zero or more');
    const most = Math.sqrt(numerator.variance * denominator.variance);
    expectOption(Math.abs(covariance) <= most * (1 + 1e-9), 'outcome.covariance', covariance, 'within the product of the standard deviations');
  }
}

function expectClusters({ size, sizeVariation = 0, icc }: Clusters): void {
  expectOption(size >= 1 && Number.isFinite(size), 'clusters.size', size, 'a number from 1 on, such as 40');
  expectOption(sizeVariation >= 0 && Number.isFinite(sizeVariation), 'clusters.sizeVariation', sizeVariation, 'zero or more, such as 0.5');
  expectShare('clusters.icc', icc, (x) => x >= 0 && x < 1, 'a share from 0 to below 1, such as 0.03');
}

function expectTest(test: PowerTest): void {
  expectShare('test.alpha', test.alpha ?? 0.05, (x) => x > 0 && x < 0.5 + 1e-12, 'a share above 0 and at most 0.5, such as 0.05');
  expectOption((test.criticalValue ?? 1) > 0, 'test.criticalValue', test.criticalValue ?? 1, 'above zero, such as 2.21');
  if (test.kind === 'difference') return;
  const needsRoom = test.kind === 'equivalence';
  expectOption(
    needsRoom ? test.margin > 0 : test.margin >= 0,
    'test.margin',
    test.margin,
    needsRoom ? 'above zero, such as 0.01' : 'zero or more, such as 0.01',
  );
}
