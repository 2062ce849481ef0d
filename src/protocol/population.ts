/** Which requests were served, when outcomes are known of these only and the result is to hold for all. */
export interface Population {
  /** Column that says so: 0 and 1, or boolean. */
  readonly served: string;
  /** Column of the period, such as a week. */
  readonly period?: string;
  /** Column of the chance with which the request was served, logged when it was decided. */
  readonly probability?: string;
}
