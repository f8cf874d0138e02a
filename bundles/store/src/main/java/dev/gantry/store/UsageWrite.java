package dev.gantry.store;

import dev.gantry.spi.store.StoredUsage;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Changes to what revisions used. */
sealed interface UsageWrite extends Write<Void> {

    /** What some used so far. */
    record Put(List<StoredUsage> usages) implements UsageWrite {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement put =
                    on.of(
                            "INSERT INTO revision_usage (sha256, plugin, version, started,"
                                    + " succeeded, failed, lost, abandoned, measured,"
                                    + " attempt_time, queue_time, cpu_time, allocated_bytes,"
                                    + " log_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                    + " ?) ON CONFLICT (sha256) DO UPDATE SET"
                                    + " plugin = excluded.plugin, version = excluded.version,"
                                    + " started = excluded.started,"
                                    + " succeeded = excluded.succeeded,"
                                    + " failed = excluded.failed, lost = excluded.lost,"
                                    + " abandoned = excluded.abandoned,"
                                    + " measured = excluded.measured,"
                                    + " attempt_time = excluded.attempt_time,"
                                    + " queue_time = excluded.queue_time,"
                                    + " cpu_time = excluded.cpu_time,"
                                    + " allocated_bytes = excluded.allocated_bytes,"
                                    + " log_bytes = excluded.log_bytes");
            for (StoredUsage usage : usages) {
                put.setString(1, usage.sha256());
                put.setString(2, usage.plugin());
                put.setString(3, usage.version());
                put.setLong(4, usage.started());
                put.setLong(5, usage.succeeded());
                put.setLong(6, usage.failed());
                put.setLong(7, usage.lost());
                put.setLong(8, usage.abandoned());
                put.setLong(9, usage.measured());
                put.setLong(10, usage.attemptTime());
                put.setLong(11, usage.queueTime());
                put.setLong(12, usage.cpuTime());
                put.setLong(13, usage.allocatedBytes());
                put.setLong(14, usage.logBytes());
                put.executeUpdate();
            }
            return null;
        }
    }

    /** Revisions that are on record no more. */
    record Prune() implements UsageWrite {

        @Override
        public Void apply(Statements on) throws SQLException {
            on.of(
                            "DELETE FROM revision_usage WHERE sha256 NOT IN (SELECT sha256 FROM"
                                    + " revision)")
                    .executeUpdate();
            return null;
        }
    }
}
