package dev.gantry.store;

import java.sql.SQLException;
import java.sql.Statement;

/** How sessions of PostgreSQL are set. */
final class PostgresSession {
    // a dead client is noticed within half a minute, and its lock is free; one that sleeps holds
    // the locks of a group no longer than this, since others may wait for them
    private static final String SESSION =
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;"
                    + "SELECT set_config('synchronous_commit', 'on', false)"
                    + " WHERE current_setting('synchronous_commit') = 'off';"
                    + "SELECT set_config('tcp_keepalives_idle', '10', false),"
                    + " set_config('tcp_keepalives_interval', '5', false),"
                    + " set_config('tcp_keepalives_count', '4', false),"
                    + " set_config('idle_in_transaction_session_timeout', '3000', false)";

    // joins of arrays go by the primary key, row by row, whatever the planner knows about a table
    // that grows by the second; to start workers takes tens of ms, in which nobody else writes
    private static final String PLANS =
            "SELECT set_config('plan_cache_mode', 'force_generic_plan', false),"
                    + " set_config('enable_hashjoin', 'off', false),"
                    + " set_config('enable_mergejoin', 'off', false),"
                    + " set_config('enable_material', 'off', false),"
                    + " set_config('enable_seqscan', 'off', false),"
                    + " set_config('max_parallel_workers_per_gather', '0', false)";

    // compiling takes tens of ms, more than any of the statements here
    private static final String INTERPRETED = "SET jit = off";

    private PostgresSession() {}

    /** One that writes. */
    static void writes(Statement statement) throws SQLException {
        statement.execute(SESSION);
        statement.execute(PLANS);
        statement.execute(INTERPRETED);
    }

    /** One that reads. */
    static void reads(Statement statement) throws SQLException {
        statement.execute(INTERPRETED);
    }
}
