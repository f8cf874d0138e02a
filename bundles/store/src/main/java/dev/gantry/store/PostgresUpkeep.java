package dev.gantry.store;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.Compaction;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/** PostgreSQL is kept with its own tools. */
final class PostgresUpkeep implements Upkeep {

    @Override
    public String kind() {
        return "postgresql";
    }

    @Override
    public void copy(Path target) {
        throw refused();
    }

    @Override
    public Connection open(Path copy) {
        throw refused();
    }

    private static GantryException refused() {
        return new GantryException(
                GantryException.Code.CONFLICT,
                "PostgreSQL is backed up with its own tools: use pg_dump, or an archive of its"
                        + " write-ahead log");
    }

    @Override
    public Compaction compact(Database database) {
        throw new GantryException(
                GantryException.Code.CONFLICT,
                "PostgreSQL takes room up again by autovacuum; to give it back to the disk as well,"
                        + " use VACUUM FULL or pg_repack");
    }

    @Override
    public List<String> damage() {
        return List.of();
    }

    @Override
    public String unchecked() {
        return "PostgreSQL itself is checked with its own tools: use pg_amcheck";
    }
}
