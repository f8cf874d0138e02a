package dev.gantry.store;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.PluginChange;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.RunPayloads;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoreAdmin;
import dev.gantry.spi.store.StoredRevision;
import dev.gantry.spi.store.UsageStore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A real store in a file of a test's own. */
public final class TempStore implements AutoCloseable {
    private final Path file;
    private final Database database;

    /** Opens or creates it. */
    public TempStore(Path file) {
        this.file = file;
        this.database = Database.open(new SqliteDialect(file), InstantSource.system(), took -> {});
    }

    /** The runs in it. */
    public RunStore runs() {
        return new SqlRunStore(database);
    }

    /** What people decided about them. */
    public ControlStore control() {
        return new SqlControlStore(database);
    }

    /** Who shares them. */
    public NodeStore nodes() {
        return new LoneNode();
    }

    /** Puts a revision on record. */
    public void record(RevisionRef revision) {
        StoredRevision row =
                new StoredRevision(
                        revision.sha256(),
                        revision.plugin(),
                        null,
                        revision.version(),
                        null,
                        "active",
                        null,
                        null,
                        "{}",
                        0);
        new SqlPluginStore(database)
                .save(new PluginChange(List.of(row), Map.of(), List.of(), List.of()));
    }

    /** The store as a whole, with its backups beside it. */
    public StoreAdmin admin(RunPayloads payloads) {
        return new SqlStoreAdmin(
                database, file.resolveSibling("backups"), InstantSource.system(), () -> payloads);
    }

    /** What deletes runs. */
    public RetentionStore retention() {
        return new SqlRetentionStore(database);
    }

    /** Puts a backup that lies ready beside a store's file in its place, as the start does. */
    public static void restore(Path file) throws IOException {
        int schema = new SqliteDialect(file).migrations().size();
        new Restore(
                        file.resolveSibling("restore.db"),
                        file,
                        file.resolveSibling("payloads"),
                        schema)
                .take();
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
