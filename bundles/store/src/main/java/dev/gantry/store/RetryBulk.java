package dev.gantry.store;

import dev.gantry.spi.store.AttemptEnd;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ends of attempts whose runs go on. */
record RetryBulk() implements Bulk<RunWrite.Retry, Boolean> {
    private static final String RUNS =
            "UPDATE run SET due = w.due, started = -w.due,"
                    + " attempt = coalesce(w.attempt, run.attempt), provider = w.provider,"
                    + " error = coalesce(w.error, run.error) FROM unnest(?::bigint[],"
                    + " ?::bigint[], ?::int[], ?::bigint[], ?::text[])"
                    + " AS w (id, due, attempt, provider, error)"
                    + " WHERE run.id = w.id AND run.state + 0 = 0";
    private static final String ATTEMPTS =
            "INSERT INTO attempt (run, number, state, counted, due, provider, started, finished,"
                    + " error, phases) SELECT w.* FROM unnest(?::bigint[], ?::int[], ?::text[],"
                    + " ?::int[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],"
                    + " ?::text[]) AS w (run, number, state, counted, due, provider, started,"
                    + " finished, error, phases) WHERE NOT EXISTS (SELECT 1 FROM attempt a"
                    + " WHERE a.run = w.run AND a.number = w.number AND a.started = w.started"
                    + " AND a.finished = w.finished)";

    @Override
    public Turn turn() {
        return Turn.IN_ORDER;
    }

    @Override
    public Object subject(RunWrite.Retry write) {
        return write.end().run();
    }

    @Override
    public long chars(RunWrite.Retry write) {
        return 2 * Bulk.chars(write.end().error()) + Bulk.chars(write.end().phases());
    }

    @Override
    public List<Answer<Boolean>> apply(Statements on, List<RunWrite.Retry> writes)
            throws SQLException {
        Map<String, Long> providers =
                on.providers(writes.stream().map(w -> w.end().plugin()).toList());
        int moved =
                new Columns<>(on, RUNS + on.mine(), writes)
                        .longs(w -> w.end().run())
                        .longs(w -> w.end().due())
                        .ints(RunWrite.Retry::counted)
                        .longs(w -> w.pinned() ? providers.get(w.end().plugin()) : Long.valueOf(0))
                        .texts(w -> w.end().error())
                        .statement()
                        .executeUpdate();
        List<Answer<Boolean>> answers = new ArrayList<>();
        List<AttemptEnd> ends = new ArrayList<>();
        for (RunWrite.Retry write : writes) {
            boolean open = moved == writes.size() || write.open(on);
            answers.add(Answer.of(open));
            if (open) {
                ends.add(write.end());
            }
        }
        if (!ends.isEmpty()) {
            new Columns<>(on, ATTEMPTS, ends)
                    .longs(AttemptEnd::run)
                    .ints(AttemptEnd::attempt)
                    .texts(AttemptEnd::state)
                    .ints(end -> end.counted() ? 1 : 0)
                    .longs(AttemptEnd::due)
                    .longs(end -> providers.get(end.plugin()))
                    .longs(AttemptEnd::started)
                    .longs(AttemptEnd::finished)
                    .texts(AttemptEnd::error)
                    .texts(AttemptEnd::phases)
                    .statement()
                    .executeUpdate();
        }
        return answers;
    }
}
