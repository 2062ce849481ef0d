/**
 * Half-width, in standard errors, of an asymptotic confidence sequence: an interval that holds at all sample sizes at once.
 *
 * Model   two-sided normal mixture: sqrt( (2 (n rho^2 + 1) / (n rho^2)) log( sqrt(n rho^2 + 1) / alpha ) ), rho making it narrowest at the planned size.
 * Source  Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Annals of Statistics 52, eq. (8) and section 2.3.
 */
export function anytimeCritical(n: number, plannedUnits: number, level: number): number {
  const alpha = 1 - level;
  const v = (n / plannedUnits) * mixtureAtPlan(alpha);
  return Math.sqrt(((2 * (v + 1)) / v) * Math.log(Math.sqrt(v + 1) / alpha));
}

/** n rho^2 at the planned size: where the derivative of the width is zero, v = 2 log(1 / alpha) + log(1 + v), by fixed-point steps. */
function mixtureAtPlan(alpha: number): number {
  let v = 1;
  for (let step = 0; step < 60; step++) v = -2 * Math.log(alpha) + Math.log1p(v);
  return v;
}

/** Units an arm below which nothing is said. */
export const firstLook = 100;
