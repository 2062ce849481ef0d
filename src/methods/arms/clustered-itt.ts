import type { Answer } from '../../estimate/answer.ts';
import { armMeanErrors } from '../../inference/arms/clustered/arm-mean-errors.ts';
import { clustersOf, freedomFindings } from '../../inference/arms/clustered/cluster-findings.ts';
import { inClusters, withKnownClusters } from '../../inference/arms/clustered/known-clusters.ts';
import { comparison } from '../../inference/arms/comparison.ts';
import type { Contrast } from '../../inference/arms/contrast.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import { relativeEffect } from '../../inference/relative.ts';
import { waldInference } from '../../inference/wald.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { fewInClustersFinding, heldInClusters } from './few-in-clusters.ts';
import { ittEstimate } from './itt-estimate.ts';

/** The difference in means with errors that are shared within clusters. */
export function* clusteredItt(c: Contrast, kind: ClusterCovarianceKind, source: string): Asking<Answer> {
  const reply = yield* withKnownClusters(c, ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment], ...inClusters(c) })));
  const compared = yield* comparison(reply, c);
  if ('refused' in compared) return compared.refused;
  const { arms, groups, binary } = compared;
  const { fits, errors } = yield* armMeanErrors(groups, c, kind);
  const held = binary ? yield* heldInClusters(c, arms) : undefined;
  const estimates = arms.treatments.map((arm, i) => {
    const { matrix, df } = errors.difference(i + 1);
    const reference = { kind: 't', df } as const;
    const [treatment, control] = [fits[i + 1].mean, fits[0].mean];
    const relative = relativeEffect({ treatment, control, ...errors.means(i + 1) }, reference, c);
    const wald = { ...waldInference(treatment - control, Math.sqrt(matrix[0][0]), reference, c), ...(relative && { relative }) };
    const { options, ...shown } = { options: {}, ...(held?.(arm, wald) ?? wald) };
    return ittEstimate(arm, arms, c, {
      binary,
      ...shown,
      options: { covariance: kind, ...options },
      source,
      clustersTogether: errors.together(i + 1),
      details: { clusters: clustersOf(errors.perArm, [arms.control, arm])!, df },
    });
  });
  const few = estimates.flatMap(({ id, method }, i) =>
    fewInClustersFinding(id, c, [arms.control, arms.treatments[i]], (method.options as { readonly interval?: string }).interval),
  );
  return { estimates, findings: [...few, ...freedomFindings(c, estimates)], exhibits: [] };
}
