package dev.gantry.store;

import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.UsageStore;

import java.nio.file.Path;
import java.time.InstantSource;

/** A real store in a file of a test's own. */
public final class TempStore implements AutoCloseable {
    private final Database database;

    /** Opens or creates it. */
    public TempStore(Path file) {
        this.database = Database.open(new SqliteDialect(file), InstantSource.system(), took -> {});
    }

    /** The runs in it. */
    public RunStore runs() {
        return new SqlRunStore(database);
    }

    /** What revisions used. */
    public UsageStore usages() {
        return new SqlUsageStore(database);
    }

    @Override
    public void close() throws InterruptedException {
        database.close();
    }
}
