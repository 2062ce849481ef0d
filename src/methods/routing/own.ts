import type { Expression } from '../../expressions/expression.ts';
import type { Own, Protocol } from '../../protocol/protocol.ts';

/** A policy that routes: in every row a chance for each action. Deterministic rules give chances of 0 and 1. */
export interface Policy {
  readonly name: string;
  /** By action, over columns that were known when the request was routed; they sum to one. An action that is absent is never taken. */
  readonly chances: Readonly<Record<string, Expression>>;
  /** Columns of an action that was drawn from it and of the chance of the one that was taken, where these are all that is known: `chances` are then right on average. */
  readonly drawn?: { readonly action: string; readonly probability: string };
  /** The policy in words, such as `human where risk > 1, else small_model`. */
  readonly says: string;
}

/** The chance with which a logged action was taken; with `draws` the share of so many draws. */
export type Propensities =
  | { readonly kind: 'taken'; readonly column: string; readonly draws?: number }
  | { readonly kind: 'by-action'; readonly columns: Readonly<Record<string, string>>; readonly draws?: number }
  /** Not logged. A multinomial logistic regression on the covariates estimates them, because the study asks for that. */
  | { readonly kind: 'estimated' };

/** Candidates of which the best is chosen on some rows and valued on the others. */
export interface SearchedPolicies {
  readonly candidates: readonly Policy[];
  /** The rows that choose. */
  readonly learning: Expression;
}

export interface RoutingTuning {
  readonly interval?: 'influence' | 'bootstrap' | 'empirical-bernstein';
  readonly draws?: number;
  readonly clip?: number;
  readonly threshold?: number | 'tuned';
  readonly shrinkage?: number | 'tuned';
}

/** A log of requests, each routed to one action, and the policies to value from it: the part of a protocol that only methods of routing read. */
export interface Routing extends Own {
  readonly kind: 'routing';
  /** Column of the action that was taken. */
  readonly action: string;
  /** Every action, in the order of the study. */
  readonly actions: readonly string[];
  readonly propensities: Propensities;
  /** Columns that say whether an action could be taken in a row; an action that is absent always could. */
  readonly candidates: Readonly<Record<string, string>>;
  /** Column of the version of the logging policy. */
  readonly version?: string;
  /** Column of what requests belong to, such as a user. */
  readonly cluster?: string;
  readonly policies: readonly Policy[];
  readonly estimator: 'dr' | 'sndr' | 'switch' | 'shrinkage' | 'dm' | 'ips' | 'snips' | 'clipped';
  readonly rewardModel: 'linear' | 'logistic';
  readonly crossFit: 'out-of-fold' | 'none';
  readonly search?: SearchedPolicies;
  /** Limits of weights and kinds of interval; what is absent has the method's default. */
  readonly tuning?: RoutingTuning;
}

/** What the logged policy is called where a policy is compared with it. */
export const loggingPolicy = 'logging policy';

export const routingIn = ({ own }: Protocol): Routing | undefined => (own.kind === 'routing' ? (own as Routing) : undefined);
