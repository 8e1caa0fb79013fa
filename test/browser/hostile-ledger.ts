import type { Fact } from '../../shared/entry.ts'
import { edited, opened } from '../shared/ledger/made-up-entries.ts'
import { publication, saying } from './made-up-record.ts'

const TITLE = '<script>alert(1)</script>" onmouseover="alert(2)" ]]> \u202E反向'
const LINES = [
  '<img src=x onerror=alert(3)><svg onload=alert(4)><a href="javascript:alert(5)">点这里</a></textarea></title></style>',
  ']]>--><!--<iframe srcdoc="<script>parent.alert(6)</script>">\u2066\u202E\u0008',
]

/** A column whose letters try whatever a page could do: one has a thousand versions, one a hundred thousand characters. */
export function hostileLedger(): Fact[] {
  const letter = saying(TITLE, LINES, {
    attachments: [{ name: '<b>alert(7)</b>', url: 'javascript:alert(8)' }],
    images: ['data:text/html,<script>alert(9)</script>'],
  })
  const long = saying('关于很长的函 alert(', ['alert(10)</p><script>'.repeat(5000)])
  const versions = Array.from({ length: 999 }, (_, index) =>
    edited('666', index + 2, { letter: 'hostile/666', content: letter, url: 'javascript:alert(11)' }, TITLE),
  )
  return [opened('<b>alert(12)</b>'), publication('hostile', '666', letter), ...versions, publication('hostile', '667', long)]
}
