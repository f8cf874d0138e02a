package dev.gantry.plugins.host;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Follows the class loaders of retired revisions until they are collected. One that outlived two
 * full garbage collections counts as leaked: something still holds a class of the plugin. Before
 * that, nobody can know. Thread-safe.
 */
final class LeakWatch {
    private static final int ENOUGH = 2;

    private static final class Watched extends PhantomReference<ClassLoader> {
        private final long since;

        Watched(ClassLoader loader, ReferenceQueue<ClassLoader> queue, long since) {
            super(loader, queue);
            this.since = since;
        }
    }

    private final ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

    void watch(ClassLoader loader) {
        if (loader != null) {
            watched.add(new Watched(loader, queue, collections()));
        }
    }

    /** How many are leaked now. */
    int leaked() {
        for (var gone = queue.poll(); gone != null; gone = queue.poll()) {
            watched.remove(gone);
        }
        long now = collections();
        return (int) watched.stream().filter(w -> now - w.since >= ENOUGH).count();
    }

    /** Collections so far that look at old objects too. */
    private static long collections() {
        long count = 0;
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            String name = bean.getName();
            if (name.contains("Old")
                    || name.contains("Concurrent")
                    || name.contains("MarkSweep")
                    || name.contains("Major Cycles")) {
                count += Math.max(0, bean.getCollectionCount());
            }
        }
        return count;
    }
}
