package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Runs on disk. Writes of all callers are committed in groups; the futures complete after the
 * commit, on the committer's thread, so what hangs on them must be short and must not block. A
 * future that fails did not write, unless it fails with {@link UnsureException}. Reads see what was
 * committed. Thread-safe.
 */
@ProviderType
public interface RunStore {

    /** A list of runs ends with the one whose payload brings it to this many characters. */
    long MAX_CHARS = 16L * 1024 * 1024;

    /** Whether a list, read with this limit, may go on after these runs. */
    static boolean mayGoOn(List<StoredRun> runs, int limit) {
        return runs.size() >= limit || runs.stream().mapToLong(StoredRun::chars).sum() >= MAX_CHARS;
    }

    /**
     * Stores a new run, unless its key is known.
     *
     * @return the id of the run, or of the one that the key stands for; fails with {@link
     *     dev.gantry.spi.run.GantryException} {@code REFUSED} if the key stands for another request
     */
    CompletableFuture<Long> insert(NewRun run);

    /** Whether a run is on disk, as it is after all writes that were asked for before. */
    CompletableFuture<Boolean> stored(long run);

    /**
     * Ends a run; completes with false, and writes nothing, if it had ended before. Who repeats the
     * very same is told true again.
     */
    CompletableFuture<Boolean> finish(RunEnd end);

    /**
     * Ends an attempt; completes with false, and writes nothing, if its run had ended before. The
     * very same may be repeated.
     */
    CompletableFuture<Boolean> retry(AttemptEnd end);

    /**
     * As {@link #retry}, but the run need not stay on the revision of that attempt: its next one
     * begins anywhere.
     */
    CompletableFuture<Boolean> restart(AttemptEnd end);

    /**
     * Runs that wait need not stay on a revision any more; one whose attempt is noted to run is
     * left alone.
     *
     * @param plugin {@code id version sha256}
     * @return how many runs that were
     */
    CompletableFuture<Integer> unpin(String plugin);

    /**
     * Notes that an attempt has begun: which revision, when. For what runs long enough to matter;
     * without effect when that attempt is over already.
     */
    CompletableFuture<Void> started(long run, int attempt, String plugin, long at);

    /** Keeps a heartbeat's detail. */
    CompletableFuture<Void> detail(long run, String json);

    /** Notes that a run shall stop; completes with false if it had ended before. */
    CompletableFuture<Boolean> cancel(long run, String reason);

    /**
     * Open runs of a lane by due time and id, after the given position; fewer than {@code limit}
     * where they are large, see {@link #mayGoOn}.
     *
     * @param dueUntil only what is due up to then, in ms since 1970
     */
    List<StoredRun> open(Lane lane, long afterDue, long afterId, long dueUntil, int limit);

    /**
     * The specifications of open runs, of all nodes, in which a text occurs, by run. Looks at all
     * open runs, inside of the database.
     */
    Map<Long, String> openSpecs(String text);

    /** When the first open run of a lane is due that is due after then, in ms since 1970. */
    OptionalLong nextDue(Lane lane, long after);

    /** The lanes that have open runs, and how many each has. */
    Map<Lane, Long> open();

    /** How many runs are open. */
    default long countOpen() {
        return open().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether more than so many runs are open, of all nodes. */
    boolean moreOpen(int than);

    /**
     * The task types that have open runs, and how many each has now. Reads all open ones, which
     * takes a second for a million; what changes meanwhile is not in the answer.
     */
    CompletableFuture<Map<String, Long>> openTasks();

    /** The largest id ever stored; 0 if none. */
    long lastId();

    /** The run that another one calls its child by this name. */
    OptionalLong child(long parent, String name);

    /** The children of a run that are open. */
    List<Long> openChildren(long parent);

    /** One run. */
    Optional<StoredRun> find(long id);

    /** Those of these runs that are there, with when each ended; 0 while it is open. */
    Map<Long, Long> ends(Collection<Long> runs);

    /** Runs, newest first; fewer than the limit where they are large, see {@link #mayGoOn}. */
    List<StoredRun> list(RunFilter filter);

    /**
     * The id of the last run of so many, newest first; empty where there are fewer.
     *
     * @param before only ids below this one; 0 for all
     */
    OptionalLong below(long before, int runs);

    /** Attempts that ended while their run went on, oldest first. */
    List<AttemptEnd> attempts(long run);

    /** The same of many runs; those without any are left out. */
    default Map<Long, List<AttemptEnd>> attempts(Collection<Long> runs) {
        Map<Long, List<AttemptEnd>> found = new HashMap<>();
        for (long run : runs) {
            List<AttemptEnd> its = attempts(run);
            if (!its.isEmpty()) {
                found.put(run, its);
            }
        }
        return found;
    }
}
