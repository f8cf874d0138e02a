package dev.gantry.store;

import dev.gantry.spi.store.StoredCount;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Changes to what was counted for objectives. */
sealed interface SloWrite extends Write<Void> {

    /** What a node counted in some buckets. */
    record Put(int node, List<StoredCount> counts) implements SloWrite {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement put =
                    on.of(
                            "INSERT INTO slo_count (counted, minutes, start, node, good, total)"
                                    + " VALUES (?, ?, ?, ?, ?, ?)"
                                    + " ON CONFLICT (counted, minutes, start, node) DO UPDATE SET"
                                    + " good = excluded.good, total = excluded.total");
            for (StoredCount count : counts) {
                put.setString(1, count.counted());
                put.setInt(2, count.minutes());
                put.setLong(3, count.start());
                put.setInt(4, node);
                put.setLong(5, count.good());
                put.setLong(6, count.total());
                put.addBatch();
            }
            put.executeBatch();
            return null;
        }
    }

    /** Buckets from long ago. */
    record Prune(int minutes, long before) implements SloWrite {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement delete =
                    on.of("DELETE FROM slo_count WHERE minutes = ? AND start < ?");
            delete.setInt(1, minutes);
            delete.setLong(2, before);
            delete.executeUpdate();
            return null;
        }
    }
}
