export { mayClose } from '#relief'
