/** A covariate as it enters a design: a number, or a factor of levels; `drawn` are the blocks within which chance assigned, whose levels are never joined. */
export type Covariate = string | { readonly factor: string; readonly drawn?: true };

export const columnOfCovariate = (covariate: Covariate): string => (typeof covariate === 'string' ? covariate : covariate.factor);
