import type { AlertMessage } from '../../../contracts/alerter.js';

/** Everything but line feeds that a terminal or a mail program could obey or hide: also in messages others composed. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu;

/** Text of several lines without invisible characters. */
export const visible = (text: string): string => text.replaceAll(unseen, ' ');

/** A message as one text: title, blank line, text. */
export const block = ({ title, text }: AlertMessage): string => visible(`${title}\n\n${text}\n`);
