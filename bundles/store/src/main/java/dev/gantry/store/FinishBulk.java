package dev.gantry.store;

import dev.gantry.spi.store.RunEnd;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ends of runs. */
record FinishBulk() implements Bulk<RunWrite.Finish, Boolean> {
    static final String SQL =
            "UPDATE run SET state = w.state, attempt = w.attempt, provider = w.provider,"
                    + " started = w.started, finished = w.finished, output = w.output,"
                    + " error = w.error, phases = w.phases FROM (SELECT unnest(?::bigint[]) AS id,"
                    + " unnest(?::int[]) AS state, unnest(?::int[]) AS attempt,"
                    + " unnest(?::bigint[]) AS provider, unnest(?::bigint[]) AS started,"
                    + " unnest(?::bigint[]) AS finished, unnest(?::text[]) AS output,"
                    + " unnest(?::text[]) AS error, unnest(?::text[]) AS phases) AS w"
                    + " WHERE run.id = w.id AND run.state + 0 = 0";

    @Override
    public Turn turn() {
        return Turn.ENDS;
    }

    @Override
    public Object subject(RunWrite.Finish write) {
        return write.end().id();
    }

    @Override
    public long chars(RunWrite.Finish write) {
        RunEnd end = write.end();
        return Bulk.chars(end.output()) + Bulk.chars(end.error()) + Bulk.chars(end.phases());
    }

    @Override
    public List<Answer<Boolean>> apply(Statements on, List<RunWrite.Finish> writes)
            throws SQLException {
        List<RunEnd> ends = writes.stream().map(RunWrite.Finish::end).toList();
        int ended =
                bind(new Columns<>(on, SQL + on.mine(), ends), numbers(on, ends))
                        .statement()
                        .executeUpdate();
        return answers(on, writes, ended);
    }

    static Map<String, Long> numbers(Statements on, List<RunEnd> ends) throws SQLException {
        return on.providers(ends.stream().map(RunEnd::plugin).toList());
    }

    static Columns<RunEnd> bind(Columns<RunEnd> ends, Map<String, Long> providers)
            throws SQLException {
        return ends.longs(RunEnd::id)
                .ints(end -> ResultCode.of(end.result()))
                .ints(RunEnd::attempt)
                .longs(end -> providers.get(end.plugin()))
                .longs(RunEnd::started)
                .longs(RunEnd::finished)
                .texts(RunEnd::output)
                .texts(RunEnd::error)
                .texts(RunEnd::phases);
    }

    /**
     * @param ended how many rows were changed
     */
    static List<Answer<Boolean>> answers(Statements on, List<RunWrite.Finish> writes, int ended)
            throws SQLException {
        List<Answer<Boolean>> answers = new ArrayList<>();
        for (RunWrite.Finish write : writes) {
            answers.add(Answer.of(ended == writes.size() || write.onRecord(on)));
        }
        return answers;
    }
}
