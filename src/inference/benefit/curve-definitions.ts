/** What each measure of a rule is, in one sentence that a report prints beside its number. */
export const curveDefinitions = {
  autoc: 'AUTOC: the mean, over shares of units from none to all, of the effect on the share with the highest priorities less the effect on all.',
  qini: 'Qini (RATE): as AUTOC, each share weighed by its size.',
  targeting: 'TOC: the effect on the share of units with the highest priorities less the effect on all.',
  gain: 'Uplift curve on scores: the effect on the share of units with the highest priorities, times the share, a unit of all.',
  overRandom: 'Qini curve on scores: the uplift curve less what as many units taken at random gain.',
  'scikit-uplift/uplift_curve':
    'Uplift curve (scikit-uplift): treated mean less control mean among the first units, times their number; units of one priority are one step.',
  'scikit-uplift/uplift_auc_score':
    'AUUC (scikit-uplift): the area between the uplift curve and a straight line to its end, as a share of that of the best curve the outcomes allow.',
  'scikit-uplift/qini_curve':
    'Qini curve (scikit-uplift): treated successes less control successes times treated over controls, among the first units; units of one priority are one step.',
  'scikit-uplift/qini_auc_score':
    'Qini coefficient (scikit-uplift): the area between the Qini curve and a straight line to its end, as a share of that of the best curve the outcomes allow.',
  'scikit-uplift/uplift_at_k':
    'Uplift at k (scikit-uplift): treated mean less control mean among the first share of units; of units of one priority later rows come first.',
  'causalml/get_cumlift':
    'Cumulative lift (causalml): treated mean less control mean among the first units, after each unit; of units of one priority earlier rows come first.',
  'causalml/get_cumgain': 'Cumulative gain (causalml): the cumulative lift times the number of units.',
  'causalml/get_qini':
    'Qini curve (causalml): treated sum less control sum times treated over controls, after each unit; of units of one priority earlier rows come first.',
  'causalml/auuc_score':
    'AUUC (causalml): the mean of the cumulative gain from none to all units, over the size of its last value; a random order has about one half.',
  'causalml/qini_score':
    'Qini score (causalml): the mean of the Qini curve from none to all units, over the size of its last value, less that of a straight line to its end.',
} as const;
