import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Target } from '../../src/inference/observed/observed-units.ts';
import { normalQuantile } from '../../src/math/distributions/normal.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

/** How users come to opt in, and what it does to them. */
export interface Choice {
  /** Users; in clusters so many clusters. */
  readonly users: number;
  /** Log odds of opting in of a user who is average. */
  readonly odds: number;
  /** What skill does to the odds, and to the outcome. */
  readonly pull?: number;
  /** The outcome bends with skill, which no straight line tells. */
  readonly bend?: number;
  /** What opting in does to a user, in units of what it usually does; default 1. */
  readonly gain?: number;
  /** A hidden trait that pulls as skill does. */
  readonly hidden?: number;
  /** Half of the users, by lot, are encouraged: so much is added to their log odds. */
  readonly encouraged?: number;
  /** The outcome: normal, with heavy tails, or 0 and 1. */
  readonly outcome?: 'normal' | 'heavy' | 'binary';
  /** Users of a cluster share half of the variance, half of their skill, and so much of what makes them opt in. */
  readonly clustered?: number;
}

const levels = ['free', 'plus', 'team'] as const;
const shares = [0.5, 0.3, 0.2];
const levelOdds = [0, 0.5, -0.5];
const levelGain = [0, 1, 0.5];

interface User {
  readonly skill: number;
  readonly plan: number;
}

const oddsOf = ({ odds, pull = 0.8 }: Choice, { skill, plan }: User): number => odds + pull * skill + levelOdds[plan];
const effectOf = ({ gain = 1 }: Choice, { skill }: User): number => gain * (1 + 0.5 * skill);
const levelOf = ({ bend = 0 }: Choice, { skill, plan }: User): number => 10 + skill + levelGain[plan] + bend * (skill * skill - 1);
const chance = (odds: number): number => 1 / (1 + Math.exp(-odds));

/** Of an outcome of 0 and 1: the chance of a 1. */
const share = (choice: Choice, user: User, treated: number): number => chance((levelOf(choice, user) - 10.5 + 0.6 * treated * effectOf(choice, user)) / 1.5);

/**
 * The truth of a target by a fine grid over skill and plan: of a target its effect; `relative` of all users; `plus` and other plans the effect on their users; `atc under 1` what those who
 * did not opt in would have had.
 */
function truthOf(choice: Choice, id: string): number {
  if (id === 'late') return lateOf(choice);
  const target: Target = id === 'atc under 1' ? 'atc' : id in targets ? (id as Target) : 'ate';
  const only = (levels as readonly string[]).indexOf(id);
  let [weights, effects, controls] = [0, 0, 0];
  const steps = 4000;
  for (let s = 0; s < steps; s++) {
    for (let plan = 0; plan < shares.length; plan++) {
      const user = { skill: normalQuantile((s + 0.5) / steps), plan };
      const e = chance(oddsOf(choice, user));
      const weight = only >= 0 && plan !== only ? 0 : (shares[plan] / steps) * targets[target](e);
      const control = choice.outcome === 'binary' ? share(choice, user, 0) : levelOf(choice, user);
      weights += weight;
      controls += weight * control;
      effects += weight * (choice.outcome === 'binary' ? share(choice, user, 1) - control : effectOf(choice, user));
    }
  }
  if (id === 'relative') return effects / controls;
  return id === 'atc under 1' ? (controls + effects) / weights : effects / weights;
}

const targets: { readonly [K in Target]: (e: number) => number } = { ate: () => 1, att: (e) => e, atc: (e) => 1 - e, ato: (e) => e * (1 - e) };

/** Of those whom the encouragement moves. */
function lateOf(choice: Choice): number {
  const { hidden = 0, encouraged = 0 } = choice;
  const steps = 300;
  const normal = Array.from({ length: steps }, (_, s) => normalQuantile((s + 0.5) / steps));
  let [moved, effects] = [0, 0];
  for (const skill of normal)
    for (let plan = 0; plan < shares.length; plan++)
      for (const trait of normal) {
        const odds = oddsOf(choice, { skill, plan }) + hidden * trait;
        const weight = shares[plan] * (chance(odds + encouraged) - chance(odds));
        moved += weight;
        effects += weight * effectOf(choice, { skill, plan });
      }
  return effects / moved;
}

function outcomeOf(choice: Choice, user: User, treated: number, shared: number, random: Random): number {
  if (choice.outcome === 'binary') return random.bernoulli(share(choice, user, treated));
  const noise = choice.outcome === 'heavy' ? (Math.exp(1.2 * random.normal()) - Math.exp(0.72)) / 2 : random.normal();
  return levelOf(choice, user) + treated * effectOf(choice, user) + shared + 1.5 * noise;
}

/** Users who opt in the more readily the more skilled they are, on some plans more than on others. */
export function optedIn(choice: Choice): Draws {
  return {
    truth: (id) => truthOf(choice, id),
    rows: (replication) => {
      const random = stream(17_000_000, replication);
      const columns: { z: number[]; invited: number[]; skill: number[]; plan: string[]; y: number[]; team: number[] } = {
        z: [],
        invited: [],
        skill: [],
        plan: [],
        y: [],
        team: [],
      };
      for (let g = 0; g < choice.users; g++) {
        const { clustered } = choice;
        const [ofSkill, ofOutcome, fashion, size] =
          clustered === undefined ? [0, 0, 0, 1] : [random.normal(), random.normal(), clustered * random.normal(), 2 + random.integer(14)];
        for (let i = 0; i < size; i++) {
          const u = random.uniform();
          const own = random.normal();
          const user = { skill: clustered !== undefined ? (ofSkill + own) * Math.SQRT1_2 : own, plan: u < shares[0] ? 0 : u < shares[0] + shares[1] ? 1 : 2 };
          const hidden = choice.hidden === undefined ? 0 : choice.hidden * random.normal();
          const invited = choice.encouraged === undefined ? 0 : random.bernoulli(0.5);
          const treated = random.bernoulli(chance(oddsOf(choice, user) + fashion + hidden + invited * (choice.encouraged ?? 0)));
          columns.invited.push(invited);
          columns.z.push(treated);
          columns.skill.push(user.skill);
          columns.plan.push(levels[user.plan]);
          columns.team.push(g);
          columns.y.push(outcomeOf(choice, user, treated, 1.5 * ofOutcome + 2 * hidden, random));
        }
      }
      return fromColumns(columns);
    },
  };
}
