package dev.gantry.spi.store;

/**
 * What became of runs within a bucket of time, on one node.
 *
 * @param minutes how long the bucket is
 * @param start when it begins, in minutes since 1970
 * @param node number of the node that counted
 * @param body the counts, in the form of whoever made them
 */
public record StoredStatistics(int minutes, long start, int node, byte[] body) {}
