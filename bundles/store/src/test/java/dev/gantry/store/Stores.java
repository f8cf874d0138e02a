package dev.gantry.store;

import dev.gantry.spi.store.RunStore;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** Opens stores for tests. */
final class Stores {
    private Stores() {}

    static Database sqlite(Path file) {
        return open(new SqliteDialect(file));
    }

    static Database postgres(PostgresAddress address) {
        return postgres(address, "test");
    }

    static Database postgres(PostgresAddress address, String node) {
        return open(dialect(address, node));
    }

    static PostgresDialect dialect(PostgresAddress address, String node) {
        return new PostgresDialect(address, node, false, Path.of("nowhere"));
    }

    static Database open(Dialect dialect) {
        return Database.open(dialect, InstantSource.system(), took -> {});
    }

    /** Holds the committer up, so that what is asked for meanwhile is one group. */
    static void together(RunStore store, Runnable writes) {
        Thread caller = Thread.currentThread();
        CompletableFuture<Void> release = new CompletableFuture<>();
        boolean held = false;
        while (!held) {
            CompletableFuture<Boolean> elsewhere = new CompletableFuture<>();
            store.stored(1)
                    .thenRun(
                            () -> {
                                boolean committer = Thread.currentThread() != caller;
                                elsewhere.complete(committer);
                                if (committer) {
                                    release.join();
                                }
                            });
            held = elsewhere.join();
        }
        writes.run();
        release.complete(null);
    }
}
