/**
 * One HTTP exchange: sent, followed through redirects, and read to its end within a time and a size.
 *
 * Never decides what an answer means, and never puts a header, a query or a body into a message.
 */
export { exchange, type HttpAnswer, type HttpMeans, type HttpRequest, type PortForwarder } from './exchange.ts';
