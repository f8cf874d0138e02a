package dev.gantry.store;

import dev.gantry.spi.meter.Meters;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Opens stores for tests. */
final class Stores {
    private Stores() {}

    static Database sqlite(Path file) {
        return Database.open(
                new SqliteDialect(file), InstantSource.system(), new UnrecordedTimer());
    }

    private static final class UnrecordedTimer implements Meters.Timer {
        @Override
        public void record(Duration took) {}
    }
}
