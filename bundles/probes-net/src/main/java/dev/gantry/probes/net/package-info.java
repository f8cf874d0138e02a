/**
 * Detectors of what is reached over a network. Plain blocking code on the virtual thread of each
 * inspection: no pool, no connection that is kept, nothing that two inspections share but which
 * files do not answer.
 */
package dev.gantry.probes.net;
