import { requireEach, requireText } from './require-given.js';
const mark = '[redacted]';

/**
 * A text that must not be seen: as text, as JSON and under inspection it reads `[redacted]`; only `reveal()` gives it out.
 *
 * @example
 * const password = new Secret('hunter2');
 * console.log(password, JSON.stringify({ password }), `${password}`); // [redacted], three times
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the one place that sends it. */
  reveal(): string {
    return this.#text;
  }

  /** Never the secret. */
  toString(): string {
    return mark;
  }

  /** Never the secret. */
  toJSON(): string {
    return mark;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return mark;
  }
}

/** A text or a Secret, as a Secret. */
export const secretOf = (value: string | Secret): Secret => (value instanceof Secret ? value : new Secret(value));

/** The UTF-8 bytes of a text, one character each: what is seen of it where bytes are taken for Latin-1, as SMTP does. */
const byteText = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
const htmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The forms in which a receiver or a library may repeat a secret to us. */
function spellings(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const bytes = byteText(text);
  const coded = btoa(bytes);
  // A lone surrogate has no UTF-8 form, and encodeURIComponent throws on it.
  const inUrl = encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
  return [text, bytes, json, htmlText(text), inUrl, coded, coded.replace(/=+$/, '')];
}

/**
 * The text without the secrets: as they are, and as JSON, HTML, URL and base64 write them.
 *
 * @param secrets - What must not appear. Empty ones are ignored.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what is no text, or no list of secrets.
 * @example redact('535 no such user hunter2', [new Secret('hunter2')]); // '535 no such user [redacted]'
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  requireText(text, 'redact', 'a text');
  requireEach(secrets, 'redact', 'a Secret', 'reveal');
  const forms = new Set(secrets.flatMap((secret) => (secret.reveal() === '' ? [] : spellings(secret.reveal()))));
  // The longest first: a short secret inside a long one would otherwise leave the rest of the long one standing.
  const ordered = [...forms].toSorted((a, b) => b.length - a.length);
  return ordered.reduce((clean, form) => clean.replaceAll(form, mark), text);
}

/** Parts of an address from this length on may be tokens; shorter ones (`v1`, `services`) also occur in plain prose. */
const tokenLength = 9;

/**
 * All that is secret in an address: the whole of it, user and password, path and query, and every part of these long
 * enough to be a token. The host is not.
 */
export function secretsOfUrl(url: string): readonly Secret[] {
  if (!URL.canParse(url)) return url === '' ? [] : [new Secret(url)];
  const { href, username, password, pathname, search, hash } = new URL(url);
  const whole = [url, href, pathname + search + hash, pathname + search, pathname, search, username, password];
  const parts = [...pathname.split('/'), ...search.split(/[?&=]/), ...hash.split(/[#&=]/)];
  const tokens = parts.filter((part) => part.length >= tokenLength);
  const raw = [...whole, ...tokens];
  return [...new Set([...raw, ...raw.map(unescaped)])]
    .filter((part) => part.length > 1)
    .map((part) => new Secret(part));
}

/** A part of an address as its receiver reads it; one that is escaped wrongly stays as it is. */
function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Scheme and host of an address, the only parts that may be shown. Anything that is no http(s) address shows nothing. */
export function originOf(url: string): string {
  const origin = /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).origin : 'null';
  return origin === 'null' ? 'an address that is not http(s)' : origin;
}

/** Texts that stand where a secret should be, in `.env.example` and in documentation. */
const placeholders = [
  /YOUR_[A-Z_]*HERE/i,
  /\bREDACTED\b/i,
  /(?:^|[@./\s<])example\.com(?=$|[:/?#>,\s])/i,
  /^\$\{[^}]*\}$/,
];

/** True when a setting holds nothing, blanks, or one of the placeholders of the documentation. */
export function isUnset(value: string | Secret | null | undefined): boolean {
  const text = (value instanceof Secret ? value.reveal() : (value ?? '')).trim();
  return text === '' || placeholders.some((placeholder) => placeholder.test(text));
}
