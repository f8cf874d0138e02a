package dev.gantry.store;

import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredQuota;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Changes to bounds that people set. */
sealed interface QuotaWrite extends Write<Boolean> {

    /** New bounds, or others, if the version before them is the one on disk. */
    record Put(StoredQuota quota) implements QuotaWrite {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            on.tell(NodeStore.QUOTAS, quota.name());
            if (quota.version() == 1) {
                PreparedStatement insert =
                        on.of(
                                "INSERT INTO quota (spec, version, scope, name)"
                                        + " VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING");
                insert.setString(1, quota.spec());
                insert.setString(2, quota.scope());
                insert.setString(3, quota.name());
                return insert.executeUpdate() == 1;
            }
            PreparedStatement update =
                    on.of(
                            "UPDATE quota SET spec = ?, version = ?"
                                    + " WHERE scope = ? AND name = ? AND version = ?");
            update.setString(1, quota.spec());
            update.setLong(2, quota.version());
            update.setString(3, quota.scope());
            update.setString(4, quota.name());
            update.setLong(5, quota.version() - 1);
            return update.executeUpdate() == 1;
        }
    }

    /** No bounds any more. */
    record Delete(String scope, String name, long version) implements QuotaWrite {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            on.tell(NodeStore.QUOTAS, name);
            PreparedStatement delete =
                    on.of("DELETE FROM quota WHERE scope = ? AND name = ? AND version = ?");
            delete.setString(1, scope);
            delete.setString(2, name);
            delete.setLong(3, version);
            return delete.executeUpdate() == 1;
        }
    }
}
