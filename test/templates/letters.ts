import { createHash } from 'node:crypto'
import { TOPICS, type Topic } from './topics.ts'

/** What a made-up column is about: whose it is, which letters it has, and what its letters have beside text. */
export type Facts = {
  /** The place whose offices answer, as in `云岭市`; every office of the column begins with it. */
  place: string
  columnName: string
  chamber: 'cppcc' | 'npc'
  /** Which of the made-up letters the column begins with: columns with different seeds have different letters. */
  seed: number
  /** Rows on one page of the listing. */
  perPage: number
  /** What some of the letters have: pictures, files, a table after the sign-off. */
  with?: readonly ('pictures' | 'files' | 'annex')[]
}

/** A part of a letter's body. `line` and `heading` are paragraphs; a picture has no text. */
export type Block =
  { kind: 'line' | 'heading'; text: string } | { kind: 'table'; rows: string[][] } | { kind: 'picture'; path: string }

/** A letter that an office never wrote. `main`, `signOff` and `annex` are its body in order; days are YYYY-MM-DD. */
export type MadeLetter = {
  /** From 1, in the order of publication: addresses are made from it. */
  id: number
  title: string
  number: string | undefined
  source: string
  publishedOn: string
  /** The day on which it was signed, some days before it was published. */
  writtenOn: string
  main: Block[]
  signOff: Block[]
  annex: Block[]
  files: { name: string; path: string }[]
  /** The sentence that the bench edits, and what one figure in it becomes. */
  figure: { sentence: string; before: string; after: string }
}

/** The letter `id` (from 1) of a column. Same facts and id, same letter. */
export function makeLetter(facts: Facts, id: number): MadeLetter {
  const topic = TOPICS[(facts.seed * 5 + id) % TOPICS.length]
  if (topic === undefined) throw new Error(`Cannot make letter ${id}: there are no topics`)
  const number = numberOf(facts, id)
  const source = `${facts.place}${topic.bureau}`
  const form = (facts.seed + id) % FORMS.length
  const writtenOn = dayOf(id, 0)
  const { title, isNumbered } = titleOf(facts, topic, id, number)
  const parts = { facts, topic, id, number, source, writtenOn }
  const has = (thing: 'pictures' | 'files' | 'annex', nth: number) => facts.with?.includes(thing) === true && id % 3 === nth
  return {
    id,
    title,
    number: isNumbered ? number : undefined,
    source,
    publishedOn: dayOf(id, 11),
    writtenOn,
    main: [
      ...opening(parts, isNumbered),
      ...(FORMS[form]?.(topic) ?? []),
      ...(has('pictures', 1) ? [{ kind: 'picture', path: `/files/${facts.seed}/${id}_site.jpg` } as const] : []),
      ...ending(topic, form),
    ],
    signOff: signOff(parts),
    annex: has('annex', 2) ? annexOf(topic) : [],
    files: has('files', 0) ? filesOf(facts, topic, id) : [],
    figure: topic.figure,
  }
}

/** `letter` with its figure changed, as an office would correct it: one sentence, no other character. */
export function withFigureEdited(letter: MadeLetter): MadeLetter {
  const { before, after } = letter.figure
  const edited = (block: Block): Block =>
    block.kind === 'line' || block.kind === 'heading' ? { ...block, text: block.text.replace(before, after) } : block
  return { ...letter, main: letter.main.map(edited) }
}

/** The paragraphs that a reader of the letter's page sees, a row of a table as one, its cells joined by ` | `. */
export function paragraphsOf({ main, signOff, annex }: MadeLetter): string[] {
  return [...main, ...signOff, ...annex].flatMap((block) => {
    switch (block.kind) {
      case 'line':
      case 'heading':
        return [block.text]
      case 'table':
        return block.rows.map((cells) => cells.join(' | '))
      case 'picture':
        return []
    }
  })
}

export function picturesOf({ main }: MadeLetter): string[] {
  return main.flatMap((block) => (block.kind === 'picture' ? [block.path] : []))
}

/** A name of 32 characters that says nothing of the letter, for addresses. */
export function hashOf({ id, publishedOn }: MadeLetter): string {
  return createHash('md5').update(`${id} ${publishedOn}`).digest('hex')
}

type Parts = { facts: Facts; topic: Topic; id: number; number: string; source: string; writtenOn: string }

function numberOf({ chamber, seed }: Facts, id: number): string {
  return chamber === 'cppcc' ? `2025${String(seed * 17 + id * 7 + 20).padStart(4, '0')}` : String(seed * 3 + id * 11 + 10)
}

/** Ids follow the days of 2025, four days apart. */
function dayOf(id: number, later: number): string {
  return new Date(Date.UTC(2025, 4, 6) + (id * 4 + later) * 86_400_000).toISOString().slice(0, 10)
}

/** The five forms of a title. `isNumbered`: the letter names the number of the motion in its title or in its first sentence. */
function titleOf(
  { chamber, place, seed }: Facts,
  { subject, bureau, quoted }: Topic,
  id: number,
  number: string,
): { title: string; isNumbered: boolean } {
  const motion = chamber === 'cppcc' ? '提案' : '建议'
  const session = chamber === 'cppcc' ? '市政协七届四次会议' : '市十届人大五次会议'
  // Some offices write quotation marks that break an attribute which is not escaped.
  const [open, close] = seed % 2 === 1 ? ['"', '"'] : ['“', '”']
  const titles = [
    `${place}${bureau}关于${session}第${number}号${motion}答复的函`,
    `关于${session}第 ${number} 号${motion}的答复`,
    `关于${subject}的${motion}答复的函`,
    `对${session}第${number}号${motion}《关于${subject}的${motion}》的答复`,
    `关于${open}${quoted}${close}的${motion}办理情况的答复意见`,
  ]
  return { title: titles[id % titles.length] ?? subject, isNumbered: id % titles.length !== 4 }
}

function opening({ facts: { chamber }, topic, number }: Parts, isNumbered: boolean): Block[] {
  const [person, motion, session] =
    chamber === 'cppcc' ? ['委员', '提案', '市政协七届四次会议'] : ['代表', '建议', '市十届人大五次会议']
  const numbered = isNumbered ? `（第${number}号）` : ''
  return [
    line(`尊敬的${topic.proposer}${person}：`),
    line(
      `您在${session}上提出的《关于${topic.subject}的${motion}》${numbered}收悉。我单位高度重视，会同${topic.partner}进行了认真研究，现将办理情况答复如下：`,
    ),
  ]
}

/** How the measures are written down: under headings, run in, under headings of two levels, or plainly. */
const FORMS: ((topic: Topic) => Block[])[] = [
  ({ measures, next }) => [
    heading('一、办理情况'),
    ...measures.map(([head, text], at) => line(`${ORDINALS[at] ?? ''}是${head}。${text}`)),
    heading('二、下一步工作'),
    ...next.map(line),
  ],
  ({ measures, next }) => [
    ...measures.flatMap(([head, text], at) => [heading(`${ORDINALS[at] ?? ''}、${head}`), line(text)]),
    line(`下一步，我单位将重点做好以下工作：${next.map((text, at) => `${ORDINALS[at] ?? ''}是${text}`).join('')}`),
  ],
  ({ measures, next }) => [
    heading('一、基本情况'),
    ...measures.flatMap(([head, text], at) => [heading(`（${ORDINALS[at] ?? ''}）${head}`), line(text)]),
    heading('二、关于建议的采纳情况'),
    line('您提出的意见切合实际，针对性强，我单位予以采纳，并已列入年度工作要点。'),
    heading('三、下一步工作打算'),
    ...next.map((text, at) => line(`${at + 1}.${text}`)),
  ],
  ({ measures, next }) => [...measures.map(([, text]) => line(text)), ...next.map(line)],
]

const ORDINALS = ['一', '二', '三', '四']

function ending({ table }: Topic, form: number): Block[] {
  return [
    ...(table !== undefined && form === 2 ? [line('具体任务安排如下表：'), { kind: 'table', rows: table } as const] : []),
    line('感谢您对我们工作的关心和支持，恳请继续提出宝贵意见。'),
  ]
}

function signOff({ topic, id, source, writtenOn }: Parts): Block[] {
  const [year = '', month = '', day = ''] = writtenOn.split('-')
  const closing = ['此复。', '专此答复。', '特此函复。', '此函。'][id % 4] ?? '此复。'
  const contact = `（联系人：${topic.contact}，联系电话：0999-550${String(1000 + topic.bureau.length * 37).slice(-4)}）`
  return [
    line(closing),
    ...(id % 5 === 3 ? [] : [line(contact)]),
    line(source),
    line(`${year}年${Number(month)}月${Number(day)}日`),
  ]
}

function annexOf({ subject, table, measures }: Topic): Block[] {
  const rows = table ?? [
    ['序号', '任务', '完成时限'],
    ...measures.map(([head], at) => [String(at + 1), head, `2025年${at + 9}月底`]),
  ]
  return [line('附件'), line(`${subject}重点任务分工表`), { kind: 'table', rows }]
}

function filesOf({ seed }: Facts, { subject }: Topic, id: number): MadeLetter['files'] {
  return [
    { name: `${subject}任务清单.docx`, path: `/files/${seed}/${id}/P0${id}10.docx` },
    { name: '征求意见采纳情况表.pdf', path: `/files/${seed}/${id}/P0${id}11.pdf` },
  ]
}

function line(text: string): Block {
  return { kind: 'line', text }
}

function heading(text: string): Block {
  return { kind: 'heading', text }
}
