import { type Letter, Role } from '../../../shared/letter.ts'

/** A letter from lines: paragraphs, or what a word such as `@title` or `@contact` says. `␣` is a no-break space, `⌷` a zero-width one. */
export function letterFrom(lines: string[]): Letter {
  const letter: Letter = { title: '关于示例提案答复的函', paragraphs: [], attachments: [], images: [], status: [], damage: [] }
  for (const line of lines) {
    const [, word = '', text = ''] = /^(?:@(\w+) )?(.*)$/s.exec(line.replaceAll('␣', '\u00A0').replaceAll('⌷', '\u200B')) ?? []
    putLine(letter, word, text)
  }
  return letter
}

function putLine(letter: Letter, word: string, text: string) {
  if (word === 'title' || word === 'number' || word === 'source' || word === 'publishedOn') letter[word] = text
  else if (word === 'status') letter.status.push(text)
  else if (word === 'image') letter.images.push(text)
  else if (word === 'attachment') letter.attachments.push({ name: text.split(' ')[0] ?? '', url: text.split(' ')[1] ?? '' })
  else letter.paragraphs.push({ role: word === '' ? 'text' : Role.parse(word), text })
}
