package dev.gantry.testkit;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The platform threads that work starts and leaves behind. */
final class Threads {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Set<Thread> before = all();

    private Threads() {}

    /** As they are now. */
    static Threads now() {
        return new Threads();
    }

    /** Those that came since, without those of the JDK that nobody can end. */
    List<Thread> since() {
        return all().stream()
                .filter(thread -> !before.contains(thread) && !ofTheJdk(thread))
                .toList();
    }

    /** Those of them that do not end within two seconds. */
    static List<Thread> thatStay(List<Thread> threads) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("the test was interrupted", e);
            }
        }
        return threads.stream().filter(Thread::isAlive).toList();
    }

    private static Set<Thread> all() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private static boolean ofTheJdk(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null
                || group.getParent() == null
                || group.getName().equals("InnocuousThreadGroup")
                || group.getName().equals("CarrierThreads")
                || thread.getName().startsWith("ForkJoinPool.commonPool")
                || thread.getName().startsWith("CompletableFutureDelayScheduler");
    }
}
