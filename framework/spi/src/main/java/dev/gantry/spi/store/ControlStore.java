package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What people decided about runs, and until when runs have to be over. As in {@link RunStore},
 * futures complete after the commit, on the committer's thread. Thread-safe.
 */
@ProviderType
public interface ControlStore {

    /** Bounds that people set. */
    QuotaStore quotas();

    /** The keys that submits go together by. */
    JoinStore joins();

    /** All pauses, the oldest first; those of runs that are over are left out. */
    List<StoredPause> pauses();

    /** Adds a pause, or replaces the one of the same scope and name. */
    CompletableFuture<Void> pause(StoredPause pause);

    /** Removes a pause; completes with false if there was none. */
    CompletableFuture<Boolean> resume(String scope, String name);

    /**
     * Replaces parameters and specification of a run; completes with false, and writes nothing, if
     * an attempt of it is known to have begun or it has ended. The caller sees to it that the run
     * cannot start meanwhile.
     *
     * @param lane where it waits with this specification
     * @param due when it may start, in ms since 1970
     */
    CompletableFuture<Boolean> change(long run, Lane lane, long due, String params, String spec);

    /**
     * Sets when a run that waits may start, in ms since 1970; completes with false, and writes
     * nothing, if it has ended or is to be stopped. The caller sees to it that the run does not
     * start meanwhile.
     */
    CompletableFuture<Boolean> setDue(long run, long due);

    /**
     * Stores a run that repeats another one, and that this one is handled by it.
     *
     * @param handling of the other run; its {@code rerun} is filled in
     * @return as {@link RunStore#insert}
     */
    CompletableFuture<Long> rerun(NewRun run, StoredHandling handling);

    /**
     * Notes that a finished run is handled without another one; completes with false, and writes
     * nothing, if it is handled already.
     */
    CompletableFuture<Boolean> dismiss(StoredHandling handling);

    /** What was done about these runs, as far as anything was. */
    Map<Long, StoredHandling> handled(Collection<Long> runs);

    /** The earliest deadline that is not dealt with, in ms since 1970. */
    OptionalLong nextDeadline();

    /** Runs whose deadline has come, the earliest first. */
    List<Long> due(long now, int limit);

    /** Forgets the deadlines of these runs. */
    CompletableFuture<Void> passed(List<Long> runs);
}
