import type { Estimate, Interval } from '../../src/estimate/estimate.ts';

const contrast = { treatment: '1', control: '0' };
const population = 'all tickets assigned';
const perArm = { '0': 5979, '1': 6021 };
const welch = {
  id: 'difference-in-means',
  options: { outcome: 'resolved', assignment: 'assigned_ai', control: '0', covariance: 'CR2' },
  source: 'Welch (1947); Bell & McCaffrey (2002)',
};
const lin = {
  id: 'adjusted-itt',
  options: { adjust: ['agent_experience', 'case_complexity'], covariance: 'CR2' },
  source: 'Lin (2013), Annals of Applied Statistics',
};

export function between(low: number, high: number, df = 11_998): Interval {
  return { pieces: [{ low, high }], level: 0.95, side: 'two-sided', kind: 'pointwise', reference: { kind: 't', df } };
}

export const resolved: Estimate = {
  id: 'resolved',
  role: 'primary',
  estimand: {
    contrast,
    population,
    outcome: 'resolved',
    unit: { kind: 'share' },
    says: 'The change in the share of tickets resolved at first contact when a ticket is assigned to the assistant, over all tickets assigned.',
  },
  value: 0.04531,
  standardError: 0.00842,
  interval: between(0.02881, 0.06181),
  bounds: { level: 0.95, low: 0.03146, high: 0.05916 },
  test: { null: 0, alternative: 'two-sided', statistic: 5.381, pValue: 7.6e-8 },
  adjusted: [{ procedure: 'holm', family: 'arms vs control on the primary outcome', contrasts: 3, pValue: 1.5e-7 }],
  sizes: { units: 12_000, perArm, clusters: 240, dropped: {} },
  relative: { value: 0.0911, controlMean: 0.4972, interval: between(0.057, 0.1253), bounds: { level: 0.95, low: 0.0625, high: 0.1198 } },
  method: { ...lin, seed: 20_260_901 },
  details: {
    arms: [
      { arm: '0', units: 5979, mean: 0.4972, sd: 0.5 },
      { arm: '1', units: 6021, mean: 0.54251, sd: 0.4982 },
    ],
    varianceReduction: 0.184,
  },
};

export const minutes: Estimate = {
  id: 'handle_minutes',
  role: 'secondary',
  estimand: {
    contrast,
    population,
    outcome: 'handle_minutes',
    unit: { kind: 'named', name: 'minutes' },
    says: 'The change in mean handling time per ticket, in minutes.',
  },
  value: -1.306,
  standardError: 0.148,
  interval: between(-1.5961, -1.0159),
  bounds: { level: 0.95, low: -1.5495, high: -1.0625 },
  test: { null: 0, alternative: 'two-sided', statistic: -8.824, pValue: 1.3e-18 },
  sizes: { units: 11_948, perArm: { '0': 5952, '1': 5996 }, clusters: 240, dropped: { '0': 27, '1': 25 } },
  relative: { value: -0.0871, controlMean: 14.99, interval: between(-0.1055, -0.0684) },
  method: lin,
};

export const claims: Estimate = {
  id: 'unsupported_claim',
  role: 'guardrail',
  estimand: {
    contrast,
    population,
    outcome: 'unsupported_claim',
    unit: { kind: 'share' },
    says: 'The change in the share of tickets whose answer holds an unsupported claim.',
  },
  value: 0.00108,
  standardError: 0.00183,
  interval: between(-0.00251, 0.00467),
  bounds: { level: 0.95, low: -0.00193, high: 0.00409 },
  test: { null: 0, alternative: 'two-sided', statistic: 0.59, pValue: 0.555 },
  sizes: { units: 12_000, perArm, clusters: 240, dropped: {} },
  relative: { value: 0.113, controlMean: 0.00957, interval: { ...between(0, 0), pieces: [{ high: -4.51 }, { low: -0.206 }] } },
  method: welch,
};

export const latency: Estimate = {
  id: 'latency_seconds',
  role: 'guardrail',
  estimand: {
    contrast,
    population,
    outcome: 'latency_seconds',
    unit: { kind: 'named', name: 'seconds' },
    says: 'The change in mean seconds to the first answer.',
  },
  value: 0.0415,
  standardError: 0.0201,
  interval: between(0.0021, 0.0809),
  bounds: { level: 0.95, low: 0.00843, high: 0.0746 },
  test: { null: 0, alternative: 'two-sided', statistic: 2.065, pValue: 0.0389 },
  sizes: { units: 12_000, perArm, clusters: 240, dropped: {} },
  relative: { value: 0.0183, controlMean: 2.268, interval: between(0.0009, 0.0357), bounds: { level: 0.95, low: 0.0037, high: 0.0329 } },
  method: welch,
};

export const cost: Estimate = {
  id: 'cost_usd',
  role: 'cost',
  estimand: { contrast, population, outcome: 'cost_usd', unit: { kind: 'money', currency: 'USD' }, says: 'The change in model cost per ticket.' },
  value: 0.0412,
  standardError: 0.0019,
  interval: between(0.0375, 0.0449),
  bounds: { level: 0.95, low: 0.0381, high: 0.0443 },
  test: { null: 0, alternative: 'two-sided', statistic: 21.68, pValue: 2e-102 },
  sizes: { units: 12_000, perArm, clusters: 240, dropped: {} },
  method: welch,
};

export const netValue: Estimate = {
  id: 'net-value',
  role: 'secondary',
  estimand: {
    contrast,
    population,
    outcome: 'net value',
    unit: { kind: 'money', currency: 'USD' },
    says: 'The change in net value per ticket: the declared values of the outcomes, summed per ticket.',
  },
  value: 0.6094,
  standardError: 0.1482,
  interval: between(0.3189, 0.8999),
  bounds: { level: 0.95, low: 0.3656, high: 0.8532 },
  test: { null: 0, alternative: 'two-sided', statistic: 4.112, pValue: 3.9e-5 },
  sizes: { units: 11_948, perArm: { '0': 5952, '1': 5996 }, clusters: 240, dropped: { '0': 27, '1': 25 } },
  method: { ...welch, id: 'net-value' },
};

export const complier: Estimate = {
  id: 'resolved-complier',
  role: 'mechanism',
  estimand: {
    contrast,
    population: 'tickets whose agent uses the assistant because of the assignment',
    outcome: 'resolved',
    unit: { kind: 'share' },
    says: 'The change in the share resolved among tickets whose use of the assistant follows the assignment.',
  },
  value: 0.1241,
  standardError: 0.0237,
  interval: between(0.0778, 0.1704),
  test: { null: 0, alternative: 'two-sided', statistic: 5.236, pValue: 1.7e-7 },
  sizes: { units: 12_000, perArm, clusters: 240, dropped: {} },
  method: { id: 'complier-effect', options: { usage: 'used_ai' }, source: 'Imbens & Angrist (1994)' },
};

export const weak: Estimate = {
  id: 'escalated-complier',
  role: 'mechanism',
  estimand: {
    contrast,
    population: 'night-shift compliers',
    outcome: 'escalated',
    unit: { kind: 'share' },
    says: 'The change in the share escalated among night-shift compliers, by the Anderson-Rubin set.',
  },
  value: -0.31,
  interval: { pieces: [{ high: -0.2214 }, { low: 0.1043 }], level: 0.95, side: 'two-sided', kind: 'pointwise', reference: { kind: 'score' } },
  sizes: { units: 410, perArm: { '0': 201, '1': 209 }, dropped: {} },
  method: { id: 'complier-effect', options: { usage: 'used_ai' }, source: 'Anderson & Rubin (1949)' },
};

export const asTreated: Estimate = {
  id: 'resolved-as-treated',
  role: 'contrast-only',
  estimand: {
    contrast,
    population: 'tickets by actual use',
    outcome: 'resolved',
    unit: { kind: 'share' },
    says: 'The difference in the share resolved between tickets that used the assistant and those that did not.',
  },
  value: -0.0218,
  standardError: 0.0091,
  interval: between(-0.0396, -0.004),
  test: { null: 0, alternative: 'two-sided', statistic: -2.396, pValue: 0.0166 },
  sizes: { units: 12_000, perArm: { no: 7040, yes: 4960 }, dropped: {} },
  method: { ...welch, id: 'as-treated' },
};
