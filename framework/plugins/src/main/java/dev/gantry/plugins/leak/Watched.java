package dev.gantry.plugins.leak;

import dev.gantry.spi.plugin.RevisionRef;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Follows one class loader without holding it. Found by its number in heap dumps. Its state belongs
 * to the thread that watches, but for the leak, which all may read.
 */
final class Watched extends PhantomReference<ClassLoader> {
    /** Names it in heap dumps. */
    final long number = ThreadLocalRandom.current().nextLong();

    final RevisionRef revision;
    final Instant since;

    /** Collections before it was retired. */
    final Collections before;

    /** Collections before it was seen to be old, or {@code null}. */
    Collections aged;

    /** Whether it outlived what should have collected it. */
    boolean suspect;

    /** Whether nothing more will be found out. */
    boolean explained;

    volatile Leak leak;

    Watched(
            ClassLoader loader,
            ReferenceQueue<ClassLoader> queue,
            RevisionRef revision,
            Instant since,
            Collections before) {
        super(loader, queue);
        this.revision = revision;
        this.since = since;
        this.before = before;
    }

    /**
     * Whether enough collections left it that something must hold it. Those beside the work spare
     * all that is young, and a loader is young until it outlived some collections of the young.
     */
    boolean leaked(Collections now, int tenuring) {
        if (aged == null && now.young() - before.young() >= tenuring) {
            aged = now;
        }
        return now.full() - before.full() >= 2 || aged != null && now.halves() - aged.halves() >= 4;
    }

    boolean gone() {
        return refersTo(null);
    }
}
