package dev.gantry.store;

import java.nio.file.Path;
import java.time.InstantSource;

/** Opens stores for tests. */
final class Stores {
    private Stores() {}

    static Database sqlite(Path file) {
        return open(new SqliteDialect(file));
    }

    static Database postgres(PostgresAddress address) {
        return open(new PostgresDialect(address));
    }

    static Database open(Dialect dialect) {
        return Database.open(dialect, InstantSource.system(), took -> {});
    }
}
