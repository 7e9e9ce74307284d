import { gateReasonTexts } from './gate-record.js';

/** Why the gate decided as it did. */
export const gateReasons = gateReasonTexts;
