import { expect, test } from 'vitest'
import { validateUrl } from '../../../shared/webhooks/address-guard.ts'

const LOOPBACK_AND_THIS_HOST = [
  '127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '127.0.0.1.', '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1',
  '017700000001', '１２７.０.０.１', '①②⑦.⓪.⓪.①', '%31%32%37.0.0.1', '0.0.0.0', '0', '0.1.2.3', '[::]', '[::1]', '[0:0:0:0:0:0:0:1]',
] // prettier-ignore

const INNER_NETWORKS = [
  '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255', '100.64.0.1',
  '[fc00::1]', '[fdff::1]', '[fe80::1]', '[febf::1]', '[fec0::1]',
] // prettier-ignore

const METADATA_OF_CLOUDS = [
  '169.254.169.254', '169.254.170.2', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '100.100.100.200', '192.0.0.192', '168.63.129.16',
  '[fd00:ec2::254]',
] // prettier-ignore

const IPV4_CARRIED_IN_IPV6 = [
  '[::ffff:127.0.0.1]', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[::ffff:93.184.215.14]', '[::127.0.0.1]', '[::10.0.0.1]',
  '[::ffff:0:127.0.0.1]', '[64:ff9b::169.254.169.254]', '[64:ff9b::7f00:1]', '[64:ff9b:1::a00:1]', '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::1]', '[2002:c0a8:1::1]', '[2001:0:7f00:1::]', '[2001:0:53aa:64c:0:0:5601:5601]',
] // prettier-ignore

const SPECIAL = [
  '192.0.2.1', '198.51.100.7', '203.0.113.9', '198.18.0.1', '192.88.99.1', '192.175.48.1', '192.31.196.1', '192.52.193.1', '224.0.0.1',
  '239.255.255.255', '240.0.0.1', '255.255.255.255', '[2001:db8::1]', '[3fff::1]', '[2001:2::1]', '[2001:10::1]', '[2001:20::1]',
  '[2001:1ff::1]', '[2620:4f:8000::1]', '[100::1]', '[5f00::1]', '[ff02::1]', '[ff0e::1]', '[4000::1]', '[e000::1]',
] // prettier-ignore

const HOSTILE = [...LOOPBACK_AND_THIS_HOST, ...INNER_NETWORKS, ...METADATA_OF_CLOUDS, ...IPV4_CARRIED_IN_IPV6, ...SPECIAL]

test.each(HOSTILE)('https://%s/ is refused: it is not an address of the public network', (host) => {
  expect(validateUrl(`https://${host}/`, false)).toMatch(/not an address of the public network$/)
})

test('more than sixty hostile addresses are tried', () => {
  expect(new Set(HOSTILE).size).toBeGreaterThan(60)
})

test.each([
  ['http://hooks.example.org/', 'it is not https'],
  ['https://hooks.example.org:8443/', 'its port is 8443, not 443'],
  ['https://hooks.example.org:80/', 'its port is 80, not 443'],
  ['https://somebody@hooks.example.org/', 'it carries a user name or password'],
  ['https://:word@hooks.example.org/', 'it carries a user name or password'],
  ['https://hooks.example.org@127.0.0.1/', 'it carries a user name or password'],
  ['https://127.0.0.1#@hooks.example.org/', '127.0.0.1 is not an address of the public network'],
  ['https://127.0.0.1\\@hooks.example.org/', '127.0.0.1 is not an address of the public network'],
  ['https://127.0.0.1?@hooks.example.org/', '127.0.0.1 is not an address of the public network'],
  ['ftp://hooks.example.org/', 'it is neither https nor http'],
  ['file:///etc/passwd', 'it is neither https nor http'],
  ['gopher://127.0.0.1:70/', 'it is neither https nor http'],
  ['data:text/plain,x', 'it is neither https nor http'],
  ['javascript:alert(1)', 'it is neither https nor http'],
  ['https://', 'it is not an address'],
  ['https://[fe80::1%25eth0]/', 'it is not an address'],
  ['https://[::1/', 'it is not an address'],
  ['https://256.0.0.1/', 'it is not an address'],
  ['hooks.example.org/hook', 'it is not an address'],
  ['', 'it is not an address'],
  ['https://localhost/', 'localhost resolves to this machine'],
  ['https://localhost./', 'localhost. resolves to this machine'],
  ['https://LOCALHOST/', 'localhost resolves to this machine'],
  ['https://hooks.localhost/', 'hooks.localhost resolves to this machine'],
])('%s is refused: %s', (address, why) => {
  expect(validateUrl(address, false)).toBe(why)
})

test.each([
  'https://hooks.example.org/x?y=1',
  'https://hooks.example.org:443/',
  'https://localhost.example.org/',
  'https://mylocalhost/',
  'https://93.184.215.14/',
  'https://[2606:2800:21f::1]/',
])('%s may be sent to', (address) => {
  expect(validateUrl(address, false)).toBeUndefined()
})

test('where an operator allows private addresses, http, other ports and the inner network may be sent to', () => {
  expect(validateUrl('http://127.0.0.1:8080/hook', true)).toBeUndefined()
  expect(validateUrl('https://10.0.0.1/', true)).toBeUndefined()
  expect(validateUrl('https://user:word@10.0.0.1/', true)).toBe('it carries a user name or password')
  expect(validateUrl('file:///etc/passwd', true)).toBe('it is neither https nor http')
})
