/** Whether the process may be ended where work does not stop by itself, as some functions of a database do not. Only the executable allows it. */
export const endInHaste = { allowed: false };
