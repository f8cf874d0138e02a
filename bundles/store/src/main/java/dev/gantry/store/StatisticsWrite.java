package dev.gantry.store;

import dev.gantry.spi.store.StoredStatistics;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Changes to what was counted of runs. */
sealed interface StatisticsWrite extends Write<Void> {

    /** Buckets as they are now. */
    record Put(List<StoredStatistics> buckets) implements StatisticsWrite {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement put =
                    on.of(
                            "INSERT INTO run_statistics (minutes, start, node, body)"
                                    + " VALUES (?, ?, ?, ?) ON CONFLICT (minutes, start, node)"
                                    + " DO UPDATE SET body = excluded.body");
            for (StoredStatistics bucket : buckets) {
                put.setInt(1, bucket.minutes());
                put.setLong(2, bucket.start());
                put.setInt(3, bucket.node());
                put.setBytes(4, bucket.body());
                put.addBatch();
            }
            put.executeBatch();
            return null;
        }
    }

    /** Buckets from long ago. */
    record Prune(int minutes, long before) implements StatisticsWrite {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement delete =
                    on.of("DELETE FROM run_statistics WHERE minutes = ? AND start < ?");
            delete.setInt(1, minutes);
            delete.setLong(2, before);
            delete.executeUpdate();
            return null;
        }
    }
}
