import { balance } from '../../diagnostics/balance.ts';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import type { Doubt, LintData } from '../../protocol/design.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { all } from '../../relation/asking.ts';
import { run } from '../../relation/run.ts';

/** Over all covariates together. */
const alpha = pValueLimits.movedCovariates.failBelow;

interface Tested {
  readonly column: string;
  readonly path: readonly (string | number)[];
  readonly covariate: Covariate;
}

/**
 * Covariates that differ between the arms by more than chance allows: the treatment may have changed them, or the arms were not drawn by chance.
 *
 * Model   the joint test of balance for each covariate alone, within blocks or by cluster means where the design says so; p-values times their number against `alpha`.
 */
export async function movedByAssignment(data: LintData): Promise<readonly Doubt[]> {
  const { study, design, relation } = data;
  const arms = design.arms?.(study);
  if (design.drawn(study) !== 'by-chance' || !arms) return [];
  const { assignment, control, cluster, blocks } = arms;
  const known = new Map(relation.schema.map(({ name, type }) => [name, type]));
  const tested = study.covariates.flatMap((column, i): readonly Tested[] => {
    const type = known.get(column);
    if (column === blocks || (type !== 'text' && type !== 'number' && type !== 'boolean')) return [];
    return [{ column, path: ['covariates', i], covariate: type === 'text' ? { factor: column } : column }];
  });
  const shared = {
    assignment,
    control,
    ...(cluster !== undefined && known.has(cluster) && { cluster }),
    ...(blocks !== undefined && known.has(blocks) && { blocks }),
  };
  const answers = await answered(
    tested.map(
      ({ covariate }) =>
        () =>
          balance({ ...shared, covariates: [covariate] }),
    ),
    data,
  );
  return tested.flatMap(({ column, path }, i): readonly Doubt[] => {
    const pValue = answers[i]?.pValue;
    if (pValue === undefined || pValue * tested.length >= alpha) return [];
    const corrected = tested.length === 1 ? sayP(pValue) : `${sayP(Math.min(1, pValue * tested.length))} after correction for ${tested.length} covariates`;
    return [
      {
        path,
        verdict: 'warn',
        says: `"${column}" is a covariate and moves with ${assignment} (standardised difference ${(answers[i]?.statistic ?? 0).toFixed(2)}, ${corrected}): the treatment may have changed it, or the arms were not drawn by chance.`,
        mend: 'If it is measured after assignment, take it out and name it under mediators; if before, find out why the arms differ.',
      },
    ];
  });
}

/** What balance finds of each; all in one scan, or one by one where a column of them cannot be asked. */
async function answered(questions: readonly (() => ReturnType<typeof balance>)[], { relation, options }: LintData): Promise<readonly (Finding | undefined)[]> {
  try {
    const answers = await run(relation, all(questions.map((ask) => ask())), options);
    return answers.map(({ findings }) => findings[0]);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof EstimandError)) throw error;
    if (questions.length <= 1) return questions.map(() => undefined);
    const found: (Finding | undefined)[] = [];
    for (const one of questions) found.push(...(await answered([one], { relation, options } as LintData)));
    return found;
  }
}
