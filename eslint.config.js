import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** shared/ is pure: node:crypto's hashes and node:buffer compute, everything else of Node's touches the world. */
const IMPURE = '^node:(?!crypto$|buffer$|url$|util$)'

const forbid = (patterns) => ['error', { patterns }]

const FUNCTIONS = ['crawl', 'publish', 'dispatch', 'deliver', 'sweep', 'digest', 'checkpoint', 'overdue', 'schedule', 'canary']

export default defineConfig(
  { ignores: ['cdk.out', 'node_modules', '.letterwatch'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', 'functions/publish/browser/*.js'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-control-regex': 'off',
      'no-irregular-whitespace': 'off',
    },
  },
  // What a browser has by itself is known to its own tsconfig; what JSON says is given its type in a comment.
  { files: ['functions/publish/browser/*.js'], rules: { 'no-undef': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' } },
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-imports': forbid([
        { regex: IMPURE, message: 'shared/ is pure: it does not touch the world.' },
        { regex: '^(@aws-sdk|@smithy|undici|nodemailer|dynalite|fauxqs|aws-cdk-lib|commander)', message: 'shared/ is pure.' },
        { regex: '^(\\.\\./)+(functions|infra|test)/', message: 'shared/ imports only shared/ and pure packages.' },
      ]),
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval', 'console', 'performance'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The clock is an argument.' },
        { object: 'Math', property: 'random', message: 'Chance is an argument.' },
        { object: 'crypto', property: 'randomUUID', message: 'Chance is an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'The clock is an argument.' },
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
      ],
    },
  },
  ...FUNCTIONS.map((name) => ({
    files: [`functions/${name}/**/*.ts`],
    rules: {
      'no-restricted-imports': forbid([
        {
          regex: `^\\.\\./(${FUNCTIONS.filter((other) => other !== name).join('|')})/`,
          message: 'No function imports another.',
        },
        { regex: '^(\\.\\./)+(infra|test)/', message: 'functions/ imports functions/archive and shared/.' },
        {
          regex: '^@aws-sdk/(client|lib)-dynamodb',
          message: 'functions/ports/store/dynamodb.ts is the only file that uses DynamoDB.',
        },
      ]),
    },
  })),
  {
    files: ['infra/**/*.ts', 'functions/*.ts'],
    rules: {
      'no-restricted-imports': forbid([{ regex: '^(\\.\\./)+test/', message: 'Only tests import test/.' }]),
    },
  },
)
