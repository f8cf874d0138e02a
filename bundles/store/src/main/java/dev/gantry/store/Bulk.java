package dev.gantry.store;

import java.sql.SQLException;
import java.util.List;

/**
 * Writes of one kind that few statements make together, on a database that takes arrays.
 *
 * @param <W> the kind
 * @param <T> what their callers are told
 */
sealed interface Bulk<W extends Write<T>, T>
        permits InsertBulk, FireBulk, StartBulk, RetryBulk, FinishBulk {

    /** When it is a kind's turn within a group. */
    enum Turn {
        NEW_RUNS,
        IN_ORDER,
        ENDS
    }

    Turn turn();

    /** What a write is about; of those about the same, one is made at a time. */
    Object subject(W write);

    /** How many characters a write hands over. */
    long chars(W write);

    /** Makes them; the answers are in their order. */
    List<Answer<T>> apply(Statements on, List<W> writes) throws SQLException;

    /** How long a text is that may be missing. */
    static long chars(String text) {
        return text == null ? 0 : text.length();
    }
}
