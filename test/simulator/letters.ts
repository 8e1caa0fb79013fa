const SUBJECTS = [
  '云海',
  '星桥',
  '风筝',
  '彩虹',
  '磁石',
  '浮岛',
  '钟表',
  '潮汐',
  '矿灯',
  '苔原',
  '棱镜',
  '驿站',
  '花圃',
  '灯塔',
  '山雀',
  '石阶',
]
const WORKS = ['改造工程', '试验平台', '培训计划', '数据标准', '示范项目', '巡查制度']

/** How an office edits a letter: a figure, a deadline, a reversal, a sentence that comes or goes, or back to what it first published. */
export type EditKind = 'figure' | 'deadline' | 'reversal' | 'add' | 'remove' | 'back'
export const EDIT_KINDS: readonly EditKind[] = ['figure', 'deadline', 'reversal', 'add', 'remove', 'back']

/** What letter `key` first says, one paragraph an item: items 2 to 4 are promises with a figure and a deadline. */
export function firstBody(key: number): string[] {
  const items = [0, 1, 2].map((at) => {
    const subject = `${pick(SUBJECTS, key * 5 + at * 3)}${pick(WORKS, key + at)}`
    return `${'一二三'[at] ?? ''}是推进${subject}。我局已安排经费${key * 17 + at * 31 + 40}万元，将于2027年${(at % 3) * 3 + 4}月底前完成${subject}建设。`
  })
  return [
    `虚构${pick(SUBJECTS, key)}委员：`,
    `您提出的《关于加快${pick(SUBJECTS, key)}${pick(WORKS, key * 7)}建设的提案》（第2026${numberOf(key)}号）收悉。经研究，现答复如下：`,
    ...items,
    `感谢您对${pick(SUBJECTS, key)}工作的关心和支持。`,
    '专此函复。',
    '示例市科技创新局',
    `2026年${(key % 9) + 1}月${(key % 27) + 1}日`,
  ]
}

export function titleOf(key: number): string {
  return `示例市科技创新局关于市政协七届六次会议第2026${numberOf(key)}号提案答复的函`
}

/** `body` after an edit; the same where the edit does not apply. `value` chooses the paragraph and the new words. */
export function edited(body: readonly string[], key: number, kind: EditKind, value: number): string[] {
  const promises = body.flatMap((text, at) => (/^[一二三]是/.test(text) ? [at] : []))
  const at = promises[value % Math.max(1, promises.length)]
  const replaceIn = (change: (text: string) => string) => body.map((text, index) => (index === at ? change(text) : text))
  switch (kind) {
    case 'figure':
      return replaceIn((text) => text.replace(/经费\d+万元/, `经费${500 + value}万元`))
    case 'deadline':
      return replaceIn((text) => text.replace(/\d+年\d+月底前/, `${2028 + (value % 3)}年${(value % 12) + 1}月底前`))
    case 'reversal':
      return replaceIn((text) =>
        text.includes('暂不安排') ? text.replace('暂不安排', '已安排') : text.replace('已安排', '暂不安排'),
      )
    case 'add':
      return body.flatMap((text) =>
        text.startsWith('感谢您')
          ? [`另将在${pick(SUBJECTS, value)}增设服务点${(value % 40) + 2}处，方便居民办事。`, text]
          : [text],
      )
    case 'remove':
      return promises.length < 2 ? [...body] : body.filter((_, index) => index !== at)
    case 'back':
      return firstBody(key)
  }
}

function numberOf(key: number): string {
  return String(key).padStart(4, '0')
}

function pick<T>(from: readonly T[], at: number): T {
  const found = from[at % from.length]
  if (found === undefined) throw new Error(`Cannot pick item ${at} of an empty list`)
  return found
}
