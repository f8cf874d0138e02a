package dev.gantry.store;

import dev.gantry.spi.store.StoredBucket;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Changes to what is kept of checks besides their verdicts. */
sealed interface HistoryWrite<T> extends Write<T> {

    /** Buckets as they are now. */
    record Put(List<StoredBucket> buckets) implements HistoryWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement put =
                    on.of(
                            "INSERT INTO check_bucket (detection, hours, start, body)"
                                    + " VALUES (?, ?, ?, ?) ON CONFLICT (detection, hours, start)"
                                    + " DO UPDATE SET body = excluded.body");
            for (StoredBucket bucket : buckets) {
                put.setString(1, bucket.check());
                put.setInt(2, bucket.hours());
                put.setLong(3, bucket.start());
                put.setString(4, bucket.body());
                put.addBatch();
            }
            put.executeBatch();
            return null;
        }

        @Override
        public boolean unhurried() {
            return true;
        }
    }

    /** The end of buckets from long ago. */
    record Prune(int hours, long before, int most) implements HistoryWrite<Integer> {

        @Override
        public Integer apply(Statements on) throws SQLException {
            PreparedStatement delete =
                    on.of(
                            "DELETE FROM check_bucket WHERE (detection, hours, start) IN (SELECT"
                                    + " detection, hours, start FROM check_bucket WHERE hours = ?"
                                    + " AND start < ? ORDER BY start LIMIT ?)");
            delete.setInt(1, hours);
            delete.setLong(2, before);
            delete.setInt(3, most);
            return delete.executeUpdate();
        }
    }

    /** What was learned of a check. */
    record Learned(String check, byte[] body) implements HistoryWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement put =
                    on.of(
                            "INSERT INTO check_learned (detection, body) VALUES (?, ?)"
                                    + " ON CONFLICT (detection) DO UPDATE SET body = excluded.body");
            put.setString(1, check);
            put.setBytes(2, body);
            put.executeUpdate();
            return null;
        }

        @Override
        public boolean unhurried() {
            return true;
        }
    }
}
