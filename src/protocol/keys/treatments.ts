import * as z from 'zod';
import { text, version } from './fields.ts';

export const askedTreatments = 'arms with their versions, such as {1: {model: large-2026-03, prompt: draft@7}}';

const fields = z.record(text('the name of a part'), version, 'versions by part, such as {model: large-2026-03, prompt: draft@7}');

export const treatments = z.record(text('an arm'), fields, askedTreatments);
