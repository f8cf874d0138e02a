package dev.gantry.store;

import dev.gantry.spi.store.StoredSession;
import dev.gantry.spi.store.StoredToken;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Changes to tokens and sessions.
 *
 * @param <T> what its caller is told
 */
sealed interface IdentityWrite<T> extends Write<T> {

    private static void grow(Statements on) throws SQLException {
        on.of("UPDATE identity_version SET version = version + 1").executeUpdate();
    }

    /** A token, unless its name is taken. */
    record Add(StoredToken token) implements IdentityWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement insert =
                    on.of(
                            "INSERT INTO token (id, hash, name, grants, created_at, created_by,"
                                    + " expires_at, used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                                    + " ON CONFLICT DO NOTHING");
            insert.setString(1, token.id());
            insert.setString(2, token.hash());
            insert.setString(3, on.text(token.name()));
            insert.setString(4, token.grants());
            insert.setLong(5, token.createdAt());
            insert.setString(6, on.text(token.createdBy()));
            insert.setLong(7, token.expiresAt());
            insert.setLong(8, token.usedAt());
            if (insert.executeUpdate() == 0) {
                return false;
            }
            grow(on);
            return true;
        }
    }

    /** A token is no more, nor are its sessions. */
    record Revoke(String id, String credential) implements IdentityWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement sessions = on.of("DELETE FROM login WHERE credential = ?");
            sessions.setString(1, credential);
            sessions.executeUpdate();
            PreparedStatement token = on.of("DELETE FROM token WHERE id = ?");
            token.setString(1, id);
            if (token.executeUpdate() == 0) {
                return false;
            }
            grow(on);
            return true;
        }
    }

    /** A token was used. */
    record Used(String id, long at) implements IdentityWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement update =
                    on.of("UPDATE token SET used_at = ? WHERE id = ? AND used_at < ?");
            update.setLong(1, at);
            update.setString(2, id);
            update.setLong(3, at);
            update.executeUpdate();
            return null;
        }

        @Override
        public boolean unhurried() {
            return true;
        }
    }

    /** A session, and no more those that are over. */
    record Open(StoredSession session, long now, long seenBefore) implements IdentityWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement over = on.of("DELETE FROM login WHERE ends_at < ? OR seen_at < ?");
            over.setLong(1, now);
            over.setLong(2, seenBefore);
            over.executeUpdate();
            PreparedStatement insert =
                    on.of(
                            "INSERT INTO login (hash, credential, name, kind, grants, opened_at,"
                                    + " seen_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
            insert.setString(1, session.hash());
            insert.setString(2, on.text(session.credential()));
            insert.setString(3, on.text(session.name()));
            insert.setString(4, session.kind());
            insert.setString(5, on.text(session.grants()));
            insert.setLong(6, session.openedAt());
            insert.setLong(7, session.seenAt());
            insert.setLong(8, session.endsAt());
            insert.executeUpdate();
            grow(on);
            return null;
        }
    }

    /** A session was used. */
    record Seen(String hash, long at) implements IdentityWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement update =
                    on.of("UPDATE login SET seen_at = ? WHERE hash = ? AND seen_at < ?");
            update.setLong(1, at);
            update.setString(2, hash);
            update.setLong(3, at);
            update.executeUpdate();
            return null;
        }

        @Override
        public boolean unhurried() {
            return true;
        }
    }

    /** A session is no more. */
    record Close(String hash) implements IdentityWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement delete = on.of("DELETE FROM login WHERE hash = ?");
            delete.setString(1, hash);
            if (delete.executeUpdate() == 0) {
                return false;
            }
            grow(on);
            return true;
        }
    }
}
