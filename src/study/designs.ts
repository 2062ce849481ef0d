// Every way of rolling out that a study can declare, one line each. The study schema, its JSON Schema and its errors are built from this list.
export { design as randomized } from '../methods/randomized/design.ts';
export { design as routing } from '../methods/routing/design.ts';
