import { BlockList, isIP } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/ports/public-address.js';

describe('isPublicAddress', () => {
  it.each([
    ['first and last of 0/8', '0.0.0.0', '0.255.255.255'],
    ['of 10/8', '10.0.0.0', '10.255.255.255'],
    ['of carrier-grade NAT', '100.64.0.0', '100.127.255.255'],
    ['of loopback', '127.0.0.0', '127.255.255.255'],
    ['of link-local, where clouds keep their metadata', '169.254.0.0', '169.254.169.254'],
    ['of 172.16/12', '172.16.0.0', '172.31.255.255'],
    ['of 192.168/16', '192.168.0.0', '192.168.255.255'],
    ['of benchmarks', '198.18.0.0', '198.19.255.255'],
    ['of multicast', '224.0.0.0', '239.255.255.255'],
    ['of reserved', '240.0.0.0', '255.255.255.255'],
  ])('refuses first and last %s', (_, first, last) => {
    expect([first, last].filter(isPublicAddress)).toEqual([]);
  });

  it('allows the neighbours of the refused blocks', () => {
    const neighbours = ['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'];
    const more = ['128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255'];
    const last = ['192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255', '8.8.8.8'];
    const all = [...neighbours, ...more, ...last];
    expect(all.filter(isPublicAddress)).toEqual(all);
  });

  it.each([
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::',
    '64:ff9b:1::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::192.168.0.1',
    '::127.0.0.1',
    '100::1',
    '3fff::1',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['2606:4700:4700::1111', '2a00:1450:4001:81b::200e', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    'allows %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '',
    'localhost',
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '1.2.3.4.5',
    '1.2.3.256',
    ':::',
    '1::2::3',
    '12345::',
  ])('refuses %j, which is no address', (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });

  it("agrees with Node's own block list on IPv4, plain and mapped", () => {
    const list = new BlockList();
    for (const [network, bits] of [
      ['0.0.0.0', 8],
      ['10.0.0.0', 8],
      ['100.64.0.0', 10],
      ['127.0.0.0', 8],
      ['169.254.0.0', 16],
      ['172.16.0.0', 12],
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['192.88.99.0', 24],
      ['192.168.0.0', 16],
      ['198.18.0.0', 15],
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['224.0.0.0', 4],
      ['240.0.0.0', 4],
    ] as const)
      list.addSubnet(network, bits);
    const quad = fc.oneof(
      fc.ipV4(),
      fc
        .constantFrom('10', '100', '127', '169', '172', '192', '198')
        .chain((head) => fc.ipV4().map((ip) => ip.replace(/^\d+/, head))),
    );
    fc.assert(
      fc.property(quad, (ip) => [ip, `::ffff:${ip}`].every((form) => isPublicAddress(form) === !list.check(ip))),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it('never takes for an address what Node does not', () => {
    const text = fc.oneof(fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{1,30}$/));
    fc.assert(
      fc.property(text, (ip) => !isPublicAddress(ip) || isIP(ip) !== 0),
      { numRuns: 5_000, seed: 2 },
    );
  });
});
