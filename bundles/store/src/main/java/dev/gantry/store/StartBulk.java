package dev.gantry.store;

import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Attempts that have begun. */
record StartBulk() implements Bulk<RunWrite.Started, Void> {
    private static final String SQL =
            "UPDATE run SET provider = w.provider, started = w.at FROM unnest(?::bigint[],"
                    + " ?::int[], ?::bigint[], ?::bigint[]) AS w (id, number, provider, at)"
                    + " WHERE run.id = w.id AND run.state + 0 = 0 AND run.attempt = w.number - 1"
                    + " AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.run = w.id"
                    + " AND a.started = w.at)";

    @Override
    public Turn turn() {
        return Turn.IN_ORDER;
    }

    @Override
    public Object subject(RunWrite.Started write) {
        return write.run();
    }

    @Override
    public long chars(RunWrite.Started write) {
        return 0;
    }

    @Override
    public List<Answer<Void>> apply(Statements on, List<RunWrite.Started> writes)
            throws SQLException {
        Map<String, Long> providers =
                on.providers(writes.stream().map(RunWrite.Started::plugin).toList());
        new Columns<>(on, SQL + on.mine(), writes)
                .longs(RunWrite.Started::run)
                .ints(RunWrite.Started::attempt)
                .longs(w -> providers.get(w.plugin()))
                .longs(RunWrite.Started::at)
                .statement()
                .executeUpdate();
        return Collections.nCopies(writes.size(), Answer.of(null));
    }
}
