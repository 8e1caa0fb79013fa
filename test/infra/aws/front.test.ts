import { runInNewContext } from 'node:vm'
import { App } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'
import { LetterwatchStack } from '../../../infra/aws/stack.ts'
import { type Stage, STAGES } from '../../../infra/aws/stages.ts'
import { contentTypeOf } from '../../../shared/record.ts'

const column = { id: 'one', name: '虚构栏目', authority: '虚构委员会', url: 'http://127.0.0.1/one/' }

function templateOf(stage: Partial<Stage> = {}, settings: object = {}): Template {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false })
  const watched = { columns: [column], everyMs: 900_000, settings: { ...settings } }
  return Template.fromStack(new LetterwatchStack(app, watched, { ...STAGES.production, ...stage }))
}
const template = templateOf()

/** What the template gives CloudFront to run, as CloudFront would: the text of one function, and nothing else in reach. */
function edge(name: string): (event: object) => Record<string, unknown> {
  const functions = Object.entries(template.findResources('AWS::CloudFront::Function'))
  const code = functions.find(([id]) => id.includes(name))?.[1] as { Properties: { FunctionCode: string } }
  return (event) =>
    JSON.parse(
      String(
        runInNewContext(`${code.Properties.FunctionCode}; JSON.stringify(handler(event))`, { event: structuredClone(event) }),
      ),
    ) as Record<string, unknown>
}

test.each([
  ['/', '/index.html'],
  ['/cppcc/', '/cppcc/index.html'],
  ['/cppcc/10961674/2/', '/cppcc/10961674/2/index.html'],
  ['/cppcc/feed.atom', '/cppcc/feed.atom'],
  ['/cppcc/ledger/000001.json', '/cppcc/ledger/000001.json'],
])('CloudFront finds what is meant by %s', (uri, found) => {
  expect(edge('FindIndex')({ request: { uri } })).toEqual({ uri: found })
})

test.each([
  ['/cppcc', '/cppcc/'],
  ['/cppcc/10961674', '/cppcc/10961674/'],
  ['/\\elsewhere', '/elsewhere/'],
])('CloudFront sends who asks for the folder %s to %s, and never to another host', (uri, location) => {
  expect(edge('FindIndex')({ request: { uri } })).toEqual({
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: { location: { value: location } },
  })
})

test('a file is served as what it is, though it lies in the bucket as what CloudFront compresses', () => {
  const stored = { 'content-type': { value: 'application/xml; charset=utf-8' }, etag: { value: '"x"' } }
  const type = contentTypeOf('cppcc/feed.atom')
  expect(edge('TellType')({ response: { headers: { ...stored, 'x-amz-meta-type': { value: type } } } })).toEqual({
    headers: { 'content-type': { value: 'application/atom+xml; charset=utf-8' }, etag: { value: '"x"' } },
  })
  expect(edge('TellType')({ response: { headers: stored } })).toEqual({ headers: stored })
})

test('only CloudFront reads the bucket of the record, and only for this distribution', () => {
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: ['s3:GetObject', 's3:ListBucket'],
          Principal: { Service: 'cloudfront.amazonaws.com' },
          Condition: { StringEquals: { 'AWS:SourceArn': Match.anyValue() } },
        }),
      ]),
    },
  })
})

test('the record is served compressed, under TLS, and lets a page run nothing, frame nothing and tell nobody', () => {
  template.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      DefaultCacheBehavior: Match.objectLike({ Compress: true, ViewerProtocolPolicy: 'redirect-to-https' }),
      DefaultRootObject: 'index.html',
    },
  })
  const [policy] = Object.values(template.findResources('AWS::CloudFront::ResponseHeadersPolicy'))
  expect(policy).toMatchObject({
    Properties: {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          ContentSecurityPolicy: {
            ContentSecurityPolicy: expect.stringMatching(
              /^default-src 'none'; (?!.*unsafe).*; frame-ancestors 'none'$/,
            ) as string,
          },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY' },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
        },
        CorsConfig: { AccessControlAllowOrigins: { Items: ['*'] }, AccessControlAllowMethods: { Items: ['GET', 'HEAD'] } },
      },
    },
  })
})

test('feeds, webhooks and mail link to where CloudFront shows the record', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { SETTINGS: { 'Fn::Join': ['', Match.arrayWith(['{"publicUrl":"https://', '"}'])] } } },
  })
})

test('a stage may have a domain of its own, with its certificate and TLS 1.2', () => {
  const certificate = 'arn:aws:acm:us-east-1:000000000000:certificate/made-up'
  const own = templateOf({ front: { domain: 'record.example', certificate } })
  own.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      Aliases: ['record.example'],
      ViewerCertificate: Match.objectLike({ AcmCertificateArn: certificate, MinimumProtocolVersion: 'TLSv1.2_2021' }),
    },
  })
  own.hasOutput('RecordUrl', { Value: 'https://record.example' })
})
