import { fictionalLetter, LETTER_NAMES } from '../../letters.ts'
import type { SkinnedLetter } from '../../skins.ts'

/** A fictional letter that differs from every other in number, date and text. */
export function letterOf(index: number): SkinnedLetter {
  const name = LETTER_NAMES[index % LETTER_NAMES.length] ?? 'lead-reply'
  const letter = fictionalLetter(name)
  const day = String((index % 27) + 1).padStart(2, '0')
  return {
    ...letter,
    title: `示例市科技创新局关于市政协2025年度第2025${String(index).padStart(4, '0')}号提案答复的函`,
    publishedOn: `2025-${String(1 + Math.floor(index / 27)).padStart(2, '0')}-${day}`,
    body: [...letter.body.slice(0, -2), sentencesOf(index), ...letter.body.slice(-2)],
  }
}

/** Sentences that only letter `index` has, so that no two letters are alike. */
function sentencesOf(index: number): string {
  const subjects = ['云海', '星桥', '风筝', '彩虹', '磁石', '浮岛', '钟表', '潮汐', '矿灯', '苔原', '棱镜', '驿站']
  return Array.from({ length: 12 }, (_, at) => {
    const subject = subjects[(index * 7 + at * 5) % subjects.length] ?? ''
    return `第${index}号建议所提的${subject}${at}号事项，已安排经费${index * 13 + at}万元。`
  }).join('')
}
