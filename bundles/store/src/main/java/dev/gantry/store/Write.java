package dev.gantry.store;

import java.sql.SQLException;

/**
 * A change that waits to be committed. It is applied on the committer's thread, and perhaps a
 * second time when a neighbour in its batch failed or its connection was lost, so it holds its
 * arguments only. The end of a run and that of an attempt may be written again by who does not know
 * whether they were: that changes nothing, and answers as the first time.
 *
 * @param <T> what its caller is told after the commit
 */
sealed interface Write<T>
        permits RunWrite,
                ScheduleWrite,
                CheckWrite,
                PluginWrite,
                ConfigWrite,
                UsageWrite,
                ControlWrite,
                QuotaWrite,
                JoinWrite,
                NodeWrite,
                PlaceWrite,
                RetentionWrite,
                SloWrite,
                IdentityWrite,
                StatisticsWrite,
                AuditWrite,
                FindingWrite,
                HistoryWrite,
                Write.Probe {

    /**
     * Makes the change.
     *
     * @throws dev.gantry.spi.run.GantryException if it is refused; then it has changed nothing
     */
    T apply(Statements on) throws SQLException;

    /** Whether nobody loses anything where a crash of the database undoes it. */
    default boolean unhurried() {
        return false;
    }

    /** How many of this kind are made together; {@code null} if each is made by itself. */
    default Bulk<?, T> bulk() {
        return null;
    }

    /** Finds out whether the store takes writes again. */
    record Probe() implements Write<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            on.of("UPDATE schema_version SET version = version").executeUpdate();
            return null;
        }
    }
}
