import type { Tag } from '../diff/edit.ts'
import type { CommitmentRuleName } from '../findings/promises.ts'

/** Where the record shows a letter, relative to its root. */
export function letterPath(column: string, postId: string): string {
  return `${column}/${postId}/index.html`
}

/** Where the record shows a version of a letter, and what changed in it. */
export function changePath(column: string, postId: string, version: number): string {
  return `${column}/${postId}/${version}/index.html`
}

/** Where the record says the same to a program. */
export function letterFilePath(column: string, postId: string): string {
  return `${column}/${postId}/letter.json`
}

/** Where the TimeMap of a letter lies. */
export function timeMapPath(column: string, postId: string, ending: 'link' | 'json'): string {
  return `${column}/${postId}/timemap.${ending}`
}

/** Where the record says when we looked, and when at each letter of a column. */
export const COVERAGE_PATH = 'coverage.html'
export function letterLooksPath(column: string): string {
  return `${column}/looks.json`
}

/** Where the record explains its hash chain. */
export const CHAIN_PATH = 'chain.html'

/** Where a deployed record holds the runbook of those who run it. */
export const RUNBOOK_PATH = 'runbook.html'

/** Where the record lists its rules, and the anchor of the one about a tag, or about how a promise was found. */
export const RULES_PATH = 'rules.html'
export const tagAnchor = (tag: Tag) => `tag-${tag}`
export const promiseAnchor = (rule: CommitmentRuleName) => `promise-${rule}`
