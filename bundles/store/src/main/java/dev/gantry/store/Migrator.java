package dev.gantry.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Brings a database to the newest schema, one migration per transaction. */
final class Migrator {
    /** Makes the table of what was applied. */
    static final String VERSIONS =
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY,"
                    + " name TEXT NOT NULL, applied_at BIGINT NOT NULL)";

    private static final Logger LOG = LoggerFactory.getLogger(Migrator.class);

    private final Dialect dialect;
    private final InstantSource clock;

    Migrator(Dialect dialect, InstantSource clock) {
        this.dialect = dialect;
        this.clock = clock;
    }

    /**
     * Applies what is missing.
     *
     * @throws UnusableStoreException if the schema is newer than this Gantry
     */
    void migrate(Connection writer) throws SQLException {
        List<String> migrations = dialect.migrations();
        int version = version(writer);
        if (version > migrations.size()) {
            throw new UnusableStoreException(
                    dialect.name()
                            + " was written by a newer Gantry (schema "
                            + version
                            + ", this one knows "
                            + migrations.size()
                            + "); start that version, or restore a backup made by this one");
        }
        boolean upgrade = version > 0 && version < migrations.size();
        if (upgrade) {
            Optional<Path> copy = dialect.keepBefore(version);
            LOG.info(
                    "{} is of an earlier Gantry: its schema {} is brought to {}, {}",
                    dialect.name(),
                    version,
                    migrations.size(),
                    copy.map(file -> "a copy of before is in " + file)
                            .orElse("without a copy of before"));
        }
        for (int next = version + 1; next <= migrations.size(); next++) {
            apply(writer, next, migrations.get(next - 1));
        }
        if (upgrade) {
            LOG.info("{} has the schema {} now", dialect.name(), migrations.size());
        }
    }

    private static int version(Connection writer) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute(VERSIONS);
            writer.commit();
            try (ResultSet rows =
                    statement.executeQuery("SELECT max(version) FROM schema_version")) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private void apply(Connection writer, int version, String name) throws SQLException {
        try (Statement statement = writer.createStatement();
                PreparedStatement note =
                        writer.prepareStatement("INSERT INTO schema_version VALUES (?, ?, ?)")) {
            for (String sql : statements(name)) {
                statement.execute(sql);
            }
            note.setInt(1, version);
            note.setString(2, name);
            note.setLong(3, clock.millis());
            note.executeUpdate();
            writer.commit();
        } catch (SQLException e) {
            writer.rollback();
            throw e;
        }
    }

    private static List<String> statements(String name) {
        try (InputStream in = Migrator.class.getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.replaceAll("(?m)^--.*$", "").split(";\\R"))
                    .map(String::strip)
                    .filter(sql -> !sql.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("migration " + name + " cannot be read", e);
        }
    }
}
