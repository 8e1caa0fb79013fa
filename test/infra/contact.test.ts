import { expect, test } from 'vitest'
import { hostsWithoutContact, missingContact } from '../../infra/contact.ts'
import { Settings } from '../../shared/settings.ts'

const PUBLIC = 'https://office.example/letters/'

test('a public host needs a contact of the operator, or a User-Agent of their own', () => {
  expect(missingContact(Settings.parse({}), [PUBLIC])).toContain('Cannot crawl office.example: "contact" is still')
  expect(missingContact(Settings.parse({ contact: 'desk@newsroom.example' }), [PUBLIC])).toBeUndefined()
  expect(missingContact(Settings.parse({ userAgent: 'newsroom (desk@newsroom.example)' }), [PUBLIC])).toBeUndefined()
})

test('loopback and private addresses need none', () => {
  const urls = ['http://localhost:8080/', 'http://127.0.0.1:1/', 'http://[::1]/', 'http://10.1.2.3/', PUBLIC]
  expect(hostsWithoutContact(Settings.parse({}), urls)).toEqual(['office.example'])
})
