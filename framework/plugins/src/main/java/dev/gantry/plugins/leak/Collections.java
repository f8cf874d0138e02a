package dev.gantry.plugins.leak;

/**
 * Collections so far.
 *
 * @param young those of young objects
 * @param halves halves of those of old objects beside the work: G1 counts both pauses of each
 * @param full those of all objects
 */
record Collections(long young, long halves, long full) {}
