import { fewLabels } from '../../estimate/thresholds.ts';
import { column, isKnown } from '../../expressions/build.ts';
import type { Doubt, LintData } from '../../protocol/design.ts';
import { humanOf } from '../../protocol/measured-of.ts';
import { all, ask } from '../../relation/asking.ts';
import { levels } from '../../relation/requests.ts';
import { run } from '../../relation/run.ts';
import { treatmentColumn } from '../graph/columns.ts';

/** Human labels of each judged outcome, counted by arm; no label or score is read. */
export async function armsWithFewLabels({ study, design, relation, options }: LintData): Promise<readonly Doubt[]> {
  const judged = Object.entries(study.outcomes).flatMap(([name, { measured }]) => {
    const human = measured && humanOf(measured);
    return human !== undefined && relation.schema.some((c) => c.name === human) ? [{ name, human }] : [];
  });
  // Without arms labels are counted by what is compared, once that is known.
  if (judged.length === 0 || !design.arms) return [];
  const treatment = treatmentColumn({ study, design });
  const replies = await run(
    relation,
    all([ask(levels({ of: treatment })), ...judged.map(({ human }) => ask(levels({ of: treatment, where: isKnown(column(human)) })))]),
    options,
  );
  const [arms, ...labelled] = replies.map(({ groups }) => groups);
  return judged.flatMap(({ name, human }, i) =>
    arms.flatMap(({ key: [arm] }): readonly Doubt[] => {
      const labels = labelled[i].find(({ key }) => key[0] === arm)?.moments.n ?? 0;
      if (labels >= fewLabels) return [];
      return [
        {
          path: ['outcomes', name, 'measured', 'human'],
          verdict: 'warn',
          says: `Arm "${arm}" has ${labels} human labels in ${human}, fewer than ${fewLabels}: what the judge misses there is hardly known.`,
          mend: 'Audit more rows of that arm before the result is read.',
        },
      ];
    }),
  );
}
