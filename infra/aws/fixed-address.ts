import { CfnOutput, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { CfnEIP, GatewayVpcEndpointAwsService, type IVpc, NatProvider, Vpc } from 'aws-cdk-lib/aws-ec2'
import type { NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Construct } from 'constructs'

/** Where a function runs in the network: nowhere in particular, unless it is to leave from a fixed address. */
export type Network = Pick<NodejsFunctionProps, 'vpc'>

/** A network whose functions leave from one address that never changes: for offices and receivers that let in known addresses alone. */
export class FixedAddress extends Construct {
  readonly network: Network

  constructor(scope: Construct, id: string) {
    super(scope, id)
    const address = new CfnEIP(this, 'Address')
    // Whoever let the address in would have to be told another.
    address.applyRemovalPolicy(RemovalPolicy.RETAIN)
    const vpc = new Vpc(this, 'Network', {
      maxAzs: 2,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      // What goes to the table and the buckets is most, and costs nothing this way.
      gatewayEndpoints: {
        Table: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        Buckets: { service: GatewayVpcEndpointAwsService.S3 },
      },
    })
    const reason = 'Functions alone are in this network; what they asked for stands in their reports.'
    Validations.of(vpc).acknowledge({ id: 'AwsSolutions-VPC7', reason })
    new CfnOutput(this, 'LeavesFrom', {
      value: address.attrPublicIp,
      description: 'The address from which crawls and deliveries come',
    })
    // The library's class does not fit its own interface where an optional property may not be undefined.
    this.network = { vpc: vpc as IVpc }
  }
}
