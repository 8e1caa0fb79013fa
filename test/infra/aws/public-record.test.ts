import { runInNewContext } from 'node:vm'
import { Match } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'
import { contentTypeOf } from '../../../shared/record.ts'
import { stackTemplate } from './stack-template.ts'

const template = stackTemplate()

/** A function of the template as CloudFront runs it: its text, with nothing else in scope. */
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
])('CloudFront serves %s from %s', (uri, found) => {
  expect(edge('FindIndex')({ request: { uri } })).toEqual({ uri: found })
})

test.each([
  ['/cppcc', '/cppcc/'],
  ['/cppcc/10961674', '/cppcc/10961674/'],
  ['/\\elsewhere', '/elsewhere/'],
])('CloudFront redirects the folder %s to %s, never to another host', (uri, location) => {
  expect(edge('FindIndex')({ request: { uri } })).toEqual({
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: { location: { value: location } },
  })
})

test('a file is served under its own type, although it is stored under one that CloudFront compresses', () => {
  const stored = { 'content-type': { value: 'application/xml; charset=utf-8' }, etag: { value: '"x"' } }
  const type = contentTypeOf('cppcc/feed.atom')
  expect(edge('RestoreType')({ response: { headers: { ...stored, 'x-amz-meta-type': { value: type } } } })).toEqual({
    headers: { 'content-type': { value: 'application/atom+xml; charset=utf-8' }, etag: { value: '"x"' } },
  })
  expect(edge('RestoreType')({ response: { headers: stored } })).toEqual({ headers: stored })
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

test('the record is served compressed, under TLS, with headers that forbid scripts, frames and referrers', () => {
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

test('feeds, webhooks and mail link to the address of CloudFront', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { SETTINGS: { 'Fn::Join': ['', Match.arrayWith(['{"publicUrl":"https://', '"}'])] } } },
  })
})

test('a stage may have its own domain, with its certificate and TLS 1.2', () => {
  const certificate = 'arn:aws:acm:us-east-1:000000000000:certificate/made-up'
  const own = stackTemplate({}, { front: { domain: 'record.example', certificate } })
  own.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      Aliases: ['record.example'],
      ViewerCertificate: Match.objectLike({ AcmCertificateArn: certificate, MinimumProtocolVersion: 'TLSv1.2_2021' }),
    },
  })
  own.hasOutput('RecordUrl', { Value: 'https://record.example' })
})
