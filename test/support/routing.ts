import { column, indicator, is, number } from '../../src/expressions/build.ts';
import type { Policy } from '../../src/methods/routing/own.ts';

export const routingActions = ['small_model', 'large_model', 'human'] as const;

/** The log of the scenario `logged-routing`, without policies. */
export const routingLog = {
  action: 'action',
  actions: routingActions,
  propensities: { kind: 'taken', chance: column('p_logged_action') },
} as const;

/** A policy that takes these actions by chance, everywhere alike. */
export const toEach = (name: string, chances: Readonly<Record<string, number>>): Policy => ({
  name,
  says: name,
  chances: Object.fromEntries(Object.entries(chances).map(([action, chance]) => [action, number(chance)])),
});

/** A policy that takes the action that a column names. */
export const fromColumnOf = (name: string, of: string): Policy => ({
  name,
  says: `as ${of} says`,
  chances: Object.fromEntries(routingActions.map((action) => [action, indicator(is(column(of), action))])),
});
