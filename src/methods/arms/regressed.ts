import type { Covariate, Protocol } from '../../protocol/protocol.ts';

/** The covariates of a regression over all units; none where the effects of blocks are taken out instead, and the comparison within them is the adjusted one. */
export const regressed = ({ blocks, blocksAbsorbed, covariates }: Protocol): readonly Covariate[] => (blocks !== undefined && blocksAbsorbed ? [] : covariates);
