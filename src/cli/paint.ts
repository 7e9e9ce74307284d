import { styleText } from 'node:util';
import type { Io } from './io.js';

/** Text in a colour, where standard output may be coloured. */
export const paint = (io: Io, colour: 'red' | 'dim' | 'reset' | 'yellow', text: string): string =>
  io.colour && colour !== 'reset' ? styleText(colour, text, { validateStream: false }) : text;
