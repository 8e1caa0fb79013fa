import { CfnOutput, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { CfnEIP, GatewayVpcEndpointAwsService, type IVpc, NatProvider, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Construct } from 'constructs'
import type { Network } from './lambda-function.ts'

/** A network whose requests leave from one fixed address: for offices and receivers that admit known addresses only. */
export class FixedAddress extends Construct {
  readonly network: Required<Network>

  constructor(scope: Construct, id: string) {
    super(scope, id)
    const address = new CfnEIP(this, 'Address')
    // Everyone who admits this address would have to be given another.
    address.applyRemovalPolicy(RemovalPolicy.RETAIN)
    const vpc = new Vpc(this, 'Network', {
      maxAzs: 2,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      // Most of the traffic goes to the table and the buckets, which is free through these endpoints.
      gatewayEndpoints: {
        Table: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        Buckets: { service: GatewayVpcEndpointAwsService.S3 },
      },
    })
    const reason = 'The network holds functions only, and their reports list their requests.'
    Validations.of(vpc).acknowledge({ id: 'AwsSolutions-VPC7', reason })
    new CfnOutput(this, 'LeavesFrom', {
      value: address.attrPublicIp,
      description: 'The address from which crawls and deliveries come',
    })
    // With exactOptionalPropertyTypes the library's class does not match its own interface.
    this.network = { vpc: vpc as IVpc }
  }
}
