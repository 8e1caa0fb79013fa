import { expect } from 'vitest'
import { scenarios } from './scenario.ts'
import { letterOf } from './scenario-letters.ts'

const nothing = () => undefined

scenarios('gone and back', [
  {
    title: 'a letter off the list whose page is gone is withdrawn, once, after enough complete listings',
    settings: { withdrawal: { misses: 3, hours: 0 } },
    steps: [
      [(site) => site.remove('10003', true), []],
      [nothing, []],
      [nothing, ['letter.withdrawn 10003']],
      [nothing, []],
    ],
  },
  {
    title: 'a letter is not withdrawn before the hours have passed, however many misses it has',
    settings: { withdrawal: { misses: 1, hours: 24 } },
    steps: [
      [(site) => site.remove('10003', true), []],
      [nothing, []],
    ],
  },
  {
    title: 'a letter off the list whose page can be read is delisted, once',
    settings: { withdrawal: { misses: 2, hours: 0 } },
    steps: [
      [(site) => site.remove('10003', false), []],
      [nothing, ['letter.delisted 10003']],
      [nothing, []],
    ],
  },
  {
    title: 'a letter off the list whose page is blocked is no event',
    steps: [
      [
        (site) => {
          site.remove('10003', false)
          site.answers.set(site.path('10003'), { status: 403, body: '<html><body>访问被拒绝</body></html>' })
        },
        [],
      ],
      [nothing, []],
      [(site) => site.answers.clear(), ['letter.delisted 10003']],
    ],
  },
  {
    title: 'delisted, then its page gone too: withdrawn; then back: restored',
    steps: [
      [(site) => site.remove('10003', false), ['letter.delisted 10003']],
      [(site) => site.letters.delete('10003'), ['letter.withdrawn 10003']],
      [nothing, []],
      [(site) => site.publish('10003', letterOf(3)), ['letter.restored 10003']],
      [nothing, []],
    ],
  },
  {
    title: 'delisted and listed again with another text is one event: restored, with the edit in it',
    steps: [
      [(site) => site.remove('10003', false), ['letter.delisted 10003']],
      [
        (site) => site.publish('10003', { ...letterOf(3), body: [...letterOf(3).body, '另拨付资金7亿元。'] }),
        [expect.stringMatching(/^letter\.restored 10003 substantive/) as string],
      ],
      [nothing, []],
    ],
  },
  {
    title: 'a letter edited while it is off the list is edited',
    steps: [
      [(site) => site.remove('10003', false), ['letter.delisted 10003']],
      [
        (site) => site.edit('10003', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] })),
        [expect.stringMatching(/^letter\.edited 10003/) as string],
      ],
    ],
  },
  {
    title: 'a letter edited and taken off the list before one crawl is both, in that crawl',
    steps: [
      [
        (site) => {
          site.edit('10003', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
          site.remove('10003', false)
        },
        [expect.stringMatching(/^letter\.edited 10003/) as string, 'letter.delisted 10003'],
      ],
      [nothing, []],
    ],
  },
  {
    title: 'the oldest letter pushed off a full list by a newer one is no event; once its page is gone too, it is withdrawn',
    steps: [
      [
        (site) => {
          site.publish('20001', letterOf(40))
          site.remove('10001', false)
        },
        ['letter.published 20001'],
      ],
      [nothing, []],
      [(site) => site.letters.delete('10001'), ['letter.withdrawn 10001']],
    ],
  },
  {
    title: 'a letter whose page is gone is not announced while it is listed',
    steps: [
      [(site) => site.answers.set(site.path('10002'), { status: 404, body: '<html><body>404 Not Found</body></html>' }), []],
      [nothing, []],
      [(site) => site.answers.clear(), []],
    ],
  },
])

scenarios('moved', [
  {
    title: 'one letter under a new id is one event, and is the same letter afterwards',
    steps: [
      [
        (site) => {
          site.publish('30003', letterOf(3))
          site.remove('10003', true)
        },
        ['letter.moved 10003'],
      ],
      [nothing, []],
      [
        (site) => site.edit('30003', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] })),
        [expect.stringMatching(/^letter\.edited 10003/) as string],
      ],
      [(site) => site.remove('30003', true), ['letter.withdrawn 10003']],
    ],
  },
  {
    title: 'a letter that comes under a new id some crawls after it left is the one that left',
    settings: { withdrawal: { misses: 3, hours: 0 } },
    steps: [
      [(site) => site.remove('10003', true), []],
      [(site) => site.publish('30003', letterOf(3)), ['letter.moved 10003']],
      [nothing, []],
    ],
  },
  {
    title: 'a migration of all ids is held, with one notice, and has no further events',
    letters: 30,
    steps: [
      [
        (site) => {
          for (let index = 1; index <= 30; index++) {
            site.remove(String(10_000 + index), true)
            site.publish(String(50_000 + index), letterOf(index))
          }
        },
        ['column.held', ...Array.from({ length: 30 }, (_, index) => `letter.moved ${10_030 - index} held`)],
      ],
      [nothing, []],
    ],
  },
  {
    title: 'two letters with one title are two letters, also when one of them leaves',
    steps: [
      [
        (site) => site.publish('20001', { ...letterOf(50), title: '示例市科技创新局关于提案答复的函' }),
        ['letter.published 20001'],
      ],
      [
        (site) => {
          site.remove('20001', true)
          site.publish('20002', { ...letterOf(51), title: '示例市科技创新局关于提案答复的函' })
        },
        ['letter.published 20002', 'letter.withdrawn 20001'],
      ],
    ],
  },
  {
    title: 'a second reply to the same number is a letter of its own, also when the first leaves',
    steps: [
      [
        (site) => {
          const first = letterOf(3)
          site.remove('10003', false)
          site.publish('20001', { ...first, title: first.title.replace('答复的函', '再次答复的函') })
        },
        ['letter.published 20001', 'letter.delisted 10003'],
      ],
    ],
  },
])
