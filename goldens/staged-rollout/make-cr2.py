"""CR2 and Bell and McCaffrey's degrees of freedom of averages of effects, by explicit matrices: an independent check of the closed forms by cluster and cohort.

Each unit's path is brought to one number by the weights of its cohort, z = a_g' y; the average is the sum over cohorts of the means of z. That is a regression of z on indicators of cohorts,
whose sum is the contrast. A = (I - H)^-1/2 by cluster; the working variance of z is that of its cohort. Shares of cohorts enter by their influence, uncorrected.

Run: python make-cr2.py (numpy, pandas). Writes cr2.json.
"""
import json
import sys
import numpy as np
import pandas as pd

data = pd.read_csv('panel.csv')
wide = data.pivot(index='workspace', columns='period', values='y')
who = data.drop_duplicates('workspace').set_index('workspace').loc[wide.index]
start = who['start'].fillna(np.inf).to_numpy()
Y = wide.to_numpy()
times = wide.columns.to_numpy()
cohorts = np.array(sorted(set(start)))
n = len(Y)


def simple(control):
    """Weights a_g of the average over treated cells, and what shares of cohorts add, by cohort."""
    def att(shares, means):
        value, weight = 0.0, 0.0
        for g, s in enumerate(cohorts):
            if np.isinf(s):
                continue
            base = np.where(times < s)[0][-1]
            for t, time in enumerate(times):
                if time < s:
                    continue
                free = [h for h, other in enumerate(cohorts) if (np.isinf(other) or (control == 'not-yet' and other > time)) and h != g]
                p = shares[free] / shares[free].sum()
                change = means[g, t] - means[g, base] - (p @ (means[free, t] - means[free, base]))
                value += shares[g] * change
                weight += shares[g]
        return value / weight

    shares = np.array([(start == s).mean() for s in cohorts])
    means = np.array([Y[start == s].mean(axis=0) for s in cohorts])
    estimate = att(shares, means)
    A = np.zeros_like(means)
    for g in range(len(cohorts)):
        for t in range(len(times)):
            moved = means.copy()
            moved[g, t] += 1
            A[g, t] = att(shares, moved) - estimate
    between = np.zeros(len(cohorts))
    for g in range(len(cohorts)):
        h = 1e-5
        up, down = shares.copy(), shares.copy()
        up[g] += h
        down[g] -= h
        between[g] = (att(up, means) - att(down, means)) / (2 * h)
    return estimate, A, between


def root(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return vectors @ np.diag([v ** -0.5 if v > 1e-10 else 0 for v in values]) @ vectors.T


records = []
for control in ['never', 'not-yet']:
    estimate, A, between = simple(control)
    place = np.searchsorted(cohorts, start)
    z = np.einsum('it,it->i', A[place], Y)
    X = np.zeros((n, len(cohorts)))
    X[np.arange(n), place] = 1
    bread = np.linalg.inv(X.T @ X)
    c = bread @ np.ones(len(cohorts))
    e = z - X @ (bread @ X.T @ z)
    variance = np.array([z[place == g].var(ddof=1) for g in range(len(cohorts))])
    omega = np.diag(variance[place])
    M = np.eye(n) - X @ bread @ X.T
    for cluster in ['team', 'region']:
        codes = who[cluster].to_numpy()
        total = 0.0
        rows = []
        for name in sorted(set(codes)):
            own = np.where(codes == name)[0]
            H = X[own] @ bread @ X[own].T
            lifted = X[own] @ c @ root(np.eye(len(own)) - H)
            total += (lifted @ e[own] + between[place[own]].sum() / n) ** 2
            rows.append(lifted @ M[own])
        P = np.array(rows)
        B = P @ omega @ P.T
        records.append({'control': control, 'cluster': cluster, 'estimate': estimate, 'se': total ** 0.5, 'df': np.trace(B) ** 2 / np.sum(B * B), 'clusters': len(set(codes))})

json.dump({'made': {'numpy': np.__version__, 'pandas': pd.__version__, 'python': sys.version.split()[0]}, 'tolerance': 1e-8, 'why': 'The derivatives by shares are central differences, good to nine digits.', 'cases': records}, open('cr2.json', 'w'), indent=1)
print(records)
