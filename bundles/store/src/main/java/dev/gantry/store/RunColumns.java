package dev.gantry.store;

import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.StoredRun;

import java.sql.ResultSet;
import java.sql.SQLException;

/** How a row of {@code run r}, with that of its provider as {@code p}, becomes a stored run. */
final class RunColumns {
    static final String ALL =
            "r.id, r.task, r.tenant, r.state, r.due, r.attempt, r.params, r.spec, p.name,"
                    + " r.started, r.finished, r.output, r.error, r.detail, r.cancel, r.phases";

    private RunColumns() {}

    /** The row that a result stands on, whose first columns are {@link #ALL}. */
    static StoredRun read(ResultSet rows) throws SQLException {
        int state = rows.getInt(4);
        return new StoredRun(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                state == ResultCode.OPEN ? StoredRun.OPEN : StoredRun.FINISHED,
                ResultCode.name(state),
                rows.getLong(5),
                rows.getInt(6),
                rows.getString(7),
                rows.getString(8),
                rows.getString(9),
                Math.max(0, rows.getLong(10)),
                Math.max(0, rows.getLong(11)),
                rows.getString(12),
                rows.getString(13),
                rows.getString(14),
                rows.getString(15),
                rows.getString(16));
    }

    /** The end of an attempt, as {@link SqlRunStore} selects it. */
    static AttemptEnd attempt(ResultSet rows) throws SQLException {
        return new AttemptEnd(
                rows.getLong(1),
                rows.getInt(2),
                rows.getString(3),
                rows.getInt(4) == 1,
                rows.getLong(5),
                rows.getString(6),
                rows.getLong(7),
                rows.getLong(8),
                rows.getString(9),
                rows.getString(10));
    }
}
