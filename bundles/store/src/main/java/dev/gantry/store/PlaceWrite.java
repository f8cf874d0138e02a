package dev.gantry.store;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.store.NodeStore;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Changes to the places of concurrency keys that nodes have together; on PostgreSQL only. */
sealed interface PlaceWrite extends Write<Boolean> {

    /**
     * A place for a run, in the order in which runs asked first. Who asks for a key holds its lock
     * to the end of the transaction; who finds it taken is refused and waits for nothing, so that
     * two nodes whose transactions ask for several keys never wait for each other.
     */
    record Take(int node, long term, long run, long ticket, String tenant, Concurrency concurrency)
            implements PlaceWrite {
        /** Who has not asked for so long does not want it any more. */
        private static final int PATIENCE_MS = 2000;

        private static final String LOCK =
                "SELECT 1 WHERE pg_try_advisory_xact_lock(hashtextextended(? || ' ' || ?, 0))";
        private static final String CLEAN =
                "DELETE FROM key_place p WHERE tenant = ? AND key = ? AND run <> ?"
                        + " AND (NOT held AND seen < "
                        + NodeWrite.NOW
                        + " - "
                        + PATIENCE_MS
                        + " OR NOT EXISTS (SELECT 1 FROM node n WHERE n.number = p.node"
                        + " AND n.term = p.term AND n.until > 0))";
        private static final String ASK =
                "INSERT INTO key_place AS p"
                        + " (run, ticket, tenant, key, node, term, most, asked, seen, held)"
                        + " SELECT ?, ?, ?, ?, ?, ?, ?, n, n, false FROM (SELECT "
                        + NodeWrite.NOW
                        + " AS n) AS clock ON CONFLICT (run) DO UPDATE SET ticket = excluded.ticket,"
                        + " tenant = excluded.tenant, key = excluded.key, node = excluded.node, term = excluded.term,"
                        + " most = excluded.most, seen = excluded.seen,"
                        + " held = p.held AND p.node = excluded.node AND p.term = excluded.term"
                        + " AND p.ticket = excluded.ticket";
        private static final String TAKE =
                "UPDATE key_place p SET held = true WHERE p.run = ? AND (p.held OR"
                        + " (SELECT count(*) < least(p.most, min(o.most) FILTER (WHERE NOT o.held))"
                        + " FROM key_place o WHERE o.tenant = p.tenant AND o.key = p.key"
                        + " AND o.run <> p.run"
                        + " AND (o.held OR (o.asked, o.run) < (p.asked, p.run))))";

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement lock = on.of(LOCK);
            lock.setString(1, tenant);
            lock.setString(2, concurrency.key());
            try (ResultSet rows = lock.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
            }
            PreparedStatement clean = on.of(CLEAN);
            clean.setString(1, tenant);
            clean.setString(2, concurrency.key());
            clean.setLong(3, run);
            clean.executeUpdate();
            PreparedStatement ask = on.of(ASK);
            ask.setLong(1, run);
            ask.setLong(2, ticket);
            ask.setString(3, tenant);
            ask.setString(4, concurrency.key());
            ask.setInt(5, node);
            ask.setLong(6, term);
            ask.setInt(7, concurrency.limit());
            ask.executeUpdate();
            PreparedStatement take = on.of(TAKE);
            take.setLong(1, run);
            return take.executeUpdate() > 0;
        }
    }

    /** The place of a run given back, or its wish for one; who is the first in line is told. */
    record Give(int node, long run, long ticket, String channel) implements PlaceWrite {
        private static final String GIVE =
                "WITH given AS (DELETE FROM key_place WHERE run = ? AND node = ? AND ticket = ?"
                        + " RETURNING tenant, key, run, held)"
                        + " SELECT CASE WHEN given.held THEN (SELECT p.run FROM key_place p WHERE p.tenant = given.tenant"
                        + " AND p.key = given.key AND p.run <> given.run AND NOT p.held"
                        + " ORDER BY p.asked, p.run LIMIT 1) END FROM given";

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement give = on.of(GIVE);
            give.setLong(1, run);
            give.setInt(2, node);
            give.setLong(3, ticket);
            long next;
            try (ResultSet rows = give.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
                next = rows.getLong(1);
            }
            if (next != 0) {
                new NodeWrite.Tell(channel, NodeStore.PLACE + " " + next).apply(on);
            }
            return true;
        }
    }
}
