/**
 * Runs `decide` over the model world and writes down what it shows: stages, differences, what-ifs; the codecs of plans and scenarios.
 *
 * This folder never reads a file or a cluster: what is there now is given to it.
 */
export { Simulation, type Envelope, type Measure, type Rest, type Watch } from './simulation.ts';
