package dev.gantry.store;

import dev.gantry.spi.store.IdentityStore;
import dev.gantry.spi.store.StoredSession;
import dev.gantry.spi.store.StoredToken;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Tokens and sessions in an SQL database. Thread-safe. */
final class SqlIdentityStore implements IdentityStore {
    private static final String SESSIONS =
            "SELECT hash, credential, name, kind, grants, opened_at, seen_at, ends_at FROM login";

    private final Database database;

    SqlIdentityStore(Database database) {
        this.database = database;
    }

    @Override
    public long version() {
        return database.read(
                on -> {
                    try (ResultSet rows =
                            on.of("SELECT version FROM identity_version").executeQuery()) {
                        rows.next();
                        return rows.getLong(1);
                    }
                });
    }

    @Override
    public List<StoredToken> tokens() {
        return database.read(
                on -> {
                    List<StoredToken> found = new ArrayList<>();
                    PreparedStatement select =
                            on.of(
                                    "SELECT id, hash, name, grants, created_at, created_by,"
                                            + " expires_at, used_at FROM token"
                                            + " ORDER BY created_at DESC, id DESC");
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredToken(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getString(3),
                                            rows.getString(4),
                                            rows.getLong(5),
                                            rows.getString(6),
                                            rows.getLong(7),
                                            rows.getLong(8)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public List<StoredSession> sessions() {
        return database.read(on -> sessions(on.of(SESSIONS)));
    }

    @Override
    public Optional<StoredSession> session(String hash) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(SESSIONS + " WHERE hash = ?");
                    select.setString(1, hash);
                    return sessions(select).stream().findFirst();
                });
    }

    private static List<StoredSession> sessions(PreparedStatement select) throws SQLException {
        List<StoredSession> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(
                        new StoredSession(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getLong(6),
                                rows.getLong(7),
                                rows.getLong(8)));
            }
        }
        return found;
    }

    @Override
    public CompletableFuture<Boolean> add(StoredToken token) {
        return database.write(new IdentityWrite.Add(token));
    }

    @Override
    public CompletableFuture<Boolean> revoke(String id, String credential) {
        return database.write(new IdentityWrite.Revoke(id, credential));
    }

    @Override
    public CompletableFuture<Void> used(String id, long at) {
        return database.write(new IdentityWrite.Used(id, at));
    }

    @Override
    public CompletableFuture<Void> open(StoredSession session, long now, long seenBefore) {
        return database.write(new IdentityWrite.Open(session, now, seenBefore));
    }

    @Override
    public CompletableFuture<Void> seen(String hash, long at) {
        return database.write(new IdentityWrite.Seen(hash, at));
    }

    @Override
    public CompletableFuture<Boolean> close(String hash) {
        return database.write(new IdentityWrite.Close(hash));
    }
}
