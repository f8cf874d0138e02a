package dev.gantry.retention;

import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Deletes runs, of which nothing is left then; what is to be archived is archived before. */
final class Deleting {
    /** What is archived before another deletion may have its turn. */
    private static final long LARGE = 16L << 20;

    private final RetentionStore store;
    private final Pace pace;
    private final Archive archive;

    /**
     * @param archive {@code null} if there is none
     */
    Deleting(RetentionStore store, Pace pace, Archive archive) {
        this.store = store;
        this.pace = pace;
        this.archive = archive;
    }

    Pace pace() {
        return pace;
    }

    /** Those of some runs to delete at once: as many as the pace says, if they are not large. */
    List<PastRun> next(List<PastRun> runs) {
        int some = Math.min(runs.size(), pace.size());
        long bytes = 0;
        for (int i = 0; i < some; i++) {
            bytes += runs.get(i).bytes();
            if (bytes >= LARGE) {
                return runs.subList(0, i + 1);
            }
        }
        return runs.subList(0, some);
    }

    /** Deletes runs that are finished, and returns those that were there. */
    List<PastRun> delete(List<PastRun> runs) {
        List<PastRun> part = archive == null ? runs : archive.write(runs);
        long begin = System.nanoTime();
        RetentionStore.Deleted deleted = Futures.join(store.delete(part));
        pace.deleted(deleted.took(), Duration.ofNanos(System.nanoTime() - begin));
        Set<Long> gone = new HashSet<>(deleted.runs());
        return part.stream().filter(run -> gone.contains(run.id())).toList();
    }

    /** A pass is over. */
    void over() {
        if (archive != null) {
            archive.over();
        }
    }
}
