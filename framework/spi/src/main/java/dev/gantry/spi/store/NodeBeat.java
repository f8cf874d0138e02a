package dev.gantry.spi.store;

import java.util.List;

/**
 * What a node learns when it renews its lease.
 *
 * @param lost whether others took its lease away since the last time: what it holds in memory may
 *     be theirs. It has a new one now
 * @param leading whether it does what only one node does, until the next time
 * @param nodes all nodes on record, by number
 */
public record NodeBeat(boolean lost, boolean leading, List<StoredNode> nodes) {}
