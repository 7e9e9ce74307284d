type Block = readonly [network: string, bits: number];

/** IPv4 blocks that are not on the public internet (IANA special-purpose registry, RFC 6890 and its updates). */
const specialV4: readonly Block[] = [
  ['0.0.0.0', 8], // "this network"; 0.0.0.0 reaches loopback on Linux
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, cloud metadata
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16],
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
];

/** IPv6 is public inside 2000::/3 only, less these blocks: protocol assignments with Teredo, documentation, 6to4. */
const globalV6: Block = ['2000::', 3];
const specialV6: readonly Block[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];
/** IPv6 blocks whose last 32 bits are an IPv4 address that decides: v4-mapped, and NAT64 of IPv6-only networks. */
const embeddingV6: readonly Block[] = [
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
];

/**
 * True for an IPv4 or IPv6 address (as DNS answers and URL hosts write them, without brackets) on the public internet.
 * False for loopback, private, link-local, carrier-grade NAT, multicast, documentation and reserved addresses, IPv6 forms
 * of these, and for anything that is not an address.
 *
 * @example isPublicAddress('10.1.2.3'); // false
 */
export function isPublicAddress(address: string): boolean {
  const v4 = parseV4(address);
  if (v4 !== undefined) return !specialV4.some((block) => within(v4, block, parseV4));
  const v6 = parseV6(address);
  if (v6 === undefined) return false;
  if (embeddingV6.some((block) => within(v6, block, parseV6))) return isPublicAddress(v6.slice(12).join('.'));
  return within(v6, globalV6, parseV6) && !specialV6.some((block) => within(v6, block, parseV6));
}

/** True when the host of a parsed URL is an address rather than a name; the URL parser has already undone 127.1 and 0x7f.1. */
export const isAddress = (host: string): boolean => parseV4(host) !== undefined || host.startsWith('[');

type Bytes = readonly number[];

function within(bytes: Bytes, [network, bits]: Block, parse: (text: string) => Bytes | undefined): boolean {
  const start = parse(network) ?? [];
  return bytes.every((byte, i) => {
    const kept = Math.min(8, Math.max(0, bits - 8 * i));
    const mask = 0xff & ~(0xff >> kept);
    return (byte & mask) === ((start[i] ?? 0) & mask);
  });
}

/** Four bytes of a dotted quad in its one canonical form. */
function parseV4(text: string): Bytes | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/** Sixteen bytes of an IPv6 address (RFC 4291, section 2.2). An address with a zone is none here: only local ones have zones. */
function parseV6(text: string): Bytes | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0 || !text.includes(':')) return undefined;
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  if (left === undefined || right === undefined) return undefined;
  const gap = 16 - left.length - right.length;
  if (tail === undefined ? gap !== 0 : gap < 2) return undefined;
  return [...left, ...Array.from({ length: gap }, () => 0), ...right];
}

/** Bytes of groups between colons; the last may be a dotted quad. */
function groups(text: string): Bytes | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  for (const group of text.split(':')) {
    const quad = parseV4(group);
    if (quad !== undefined) bytes.push(...quad);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}
