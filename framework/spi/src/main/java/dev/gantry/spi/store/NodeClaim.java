package dev.gantry.spi.store;

import java.util.List;

/**
 * Which of the runs that nobody has a node wants.
 *
 * @param tasks task types that it can run
 * @param revisions revisions that it holds, as {@code id version sha256}: runs that have to stay on
 *     another one are left alone
 * @param dueUntil in ms since 1970
 * @param limit how many at most
 * @param runs these only, if nobody has them by now; empty for any, each lane a share
 */
public record NodeClaim(
        List<String> tasks, List<String> revisions, long dueUntil, int limit, List<Long> runs) {}
