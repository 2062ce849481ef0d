import { EstimandError } from '../../../errors/estimand-error.ts';

export function notSemidefinite(): EstimandError {
  return new EstimandError('option-invalid', {
    option: 'correlation',
    found: 'a matrix with a negative eigenvalue',
    asked: 'positive semidefinite, as correlations of one set of data are',
  });
}
