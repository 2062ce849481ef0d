import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Contrasts, DesignedStudy } from '../../protocol/design.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Headline } from '../ask/headlines.ts';
import type { ArmEvidence } from './decide-arms.ts';

interface Told extends DesignedStudy {
  readonly protocol: Protocol;
  readonly headlines: readonly Headline[];
  readonly estimates: readonly Estimate[];
  readonly findings: readonly Finding[];
}

/** What speaks for each candidate, with the findings that are about it. */
export function armEvidence({ study, design, protocol, headlines, estimates, findings }: Told): readonly ArmEvidence[] {
  const contrasts = design.contrasts(protocol);
  const elsewhere = aboutOthers(protocol, contrasts);
  return contrasts.candidates.map(({ id: arm }) => ({
    arm,
    study,
    design,
    early: protocol.early,
    estimates,
    findings: findings.filter((f) => !elsewhere(f, arm)),
    headlines: headlines.filter((h) => h.arm === arm),
  }));
}

/** A finding about an outcome of another arm, such as one that lost more units, is no doubt about this one; where candidates share no rows no finding is. */
function aboutOthers({ outcomes }: Protocol, { candidates, apart }: Contrasts): (f: Finding, arm: string) => boolean {
  const arms = candidates.map(({ id }) => id);
  const names = outcomes.map(({ name }) => name);
  return ({ about }, arm) => {
    if (about.arm === undefined || about.arm === arm) return false;
    return apart === true || (arms.includes(about.arm) && about.column !== undefined && names.includes(about.column));
  };
}
