package dev.gantry.store;

import dev.gantry.spi.store.StoredLine;

import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/** Lines of runs' logs. They have their own numbers, so they may come at any time. */
record LinesBulk() implements Bulk<RunWrite.Append, Void> {
    private static final String SQL =
            "INSERT INTO run_log (run, seq, at, level, attempt, message) SELECT * FROM"
                    + " unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::int[],"
                    + " ?::text[]) ON CONFLICT DO NOTHING";

    @Override
    public Turn turn() {
        return Turn.LINES;
    }

    @Override
    public Object subject(RunWrite.Append write) {
        return write;
    }

    @Override
    public long chars(RunWrite.Append write) {
        return write.lines().stream().mapToLong(line -> Bulk.chars(line.message())).sum();
    }

    @Override
    public List<Answer<Void>> apply(Statements on, List<RunWrite.Append> writes)
            throws SQLException {
        List<StoredLine> lines = writes.stream().flatMap(w -> w.lines().stream()).toList();
        new Columns<>(on, SQL, lines)
                .longs(StoredLine::run)
                .longs(StoredLine::seq)
                .longs(StoredLine::at)
                .texts(StoredLine::level)
                .ints(StoredLine::attempt)
                .texts(line -> on.text(line.message()))
                .statement()
                .executeUpdate();
        return Collections.nCopies(writes.size(), Answer.of(null));
    }
}
