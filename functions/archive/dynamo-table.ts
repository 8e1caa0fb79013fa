export { openDynamoStore as openDynamoTable } from '../ports/store/dynamodb.ts'
