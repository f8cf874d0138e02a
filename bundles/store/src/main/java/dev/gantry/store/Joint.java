package dev.gantry.store;

import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A group of nothing but new runs and ends of runs, as most are, goes to the database as one
 * statement that is a transaction of its own: one round trip, and neither a begin nor a commit to
 * execute.
 */
final class Joint {
    private static final String COMMIT = ";COMMIT";

    private final List<Pending<Long>> inserts = new ArrayList<>();
    private final List<Pending<Boolean>> finishes = new ArrayList<>();
    private final List<NewRun> runs = new ArrayList<>();
    private final List<RunEnd> ends = new ArrayList<>();

    private Joint() {}

    /**
     * Makes the writes and commits them.
     *
     * @return false, with nothing done, if there are others among them
     */
    static boolean apply(List<Pending<?>> group, Statements on) throws SQLException {
        Joint joint = new Joint();
        if (!joint.take(group)) {
            return false;
        }
        joint.apply(on);
        return true;
    }

    @SuppressWarnings("unchecked") // the answer's type is that of the write
    private boolean take(List<Pending<?>> group) {
        Set<Long> subjects = new HashSet<>();
        long chars = 0;
        for (Pending<?> pending : group) {
            Write<?> write = pending.write();
            if (write instanceof RunWrite.Insert insert
                    && insert.run().key() == null
                    && insert.run().deadline() <= 0
                    && insert.run().parent() == 0
                    && subjects.add(insert.run().id())) {
                inserts.add((Pending<Long>) pending);
                runs.add(insert.run());
                chars += insert.bulk().chars(insert);
            } else if (write instanceof RunWrite.Finish finish && subjects.add(finish.end().id())) {
                finishes.add((Pending<Boolean>) pending);
                ends.add(finish.end());
                chars += finish.bulk().chars(finish);
            } else {
                return false;
            }
        }
        return chars < Group.MAX_CHARS;
    }

    private void apply(Statements on) throws SQLException {
        String news = runs.isEmpty() ? "" : on.news();
        String first = runs.isEmpty() ? "" : InsertBulk.RUNS;
        String last = ends.isEmpty() ? "" : FinishBulk.SQL + on.mine();
        boolean both = !first.isEmpty() && !last.isEmpty();
        String sql = both ? "WITH fresh AS (" + first + ") " + last : first + last;
        PreparedStatement statement;
        if (news.isEmpty()) {
            statement = bind(on, sql).statement();
            on.executeAndCommit(statement);
        } else {
            statement =
                    bind(on, sql + ";" + news + COMMIT)
                            .text(on.news(runs.stream().map(NewRun::id).toList()))
                            .statement();
            on.executeToCommit(statement);
        }
        accepted();
        finished(on, statement.getUpdateCount());
    }

    private Columns<?> bind(Statements on, String sql) throws SQLException {
        if (ends.isEmpty()) {
            return InsertBulk.bind(on, sql, runs);
        }
        Map<String, Long> providers = FinishBulk.numbers(on, ends);
        Columns<RunEnd> columns =
                runs.isEmpty()
                        ? new Columns<>(on, sql, ends)
                        : InsertBulk.bind(on, sql, runs).of(ends);
        return FinishBulk.bind(columns, providers);
    }

    private void finished(Statements on, int ended) throws SQLException {
        List<RunWrite.Finish> writes =
                finishes.stream().map(p -> (RunWrite.Finish) p.write()).toList();
        List<Answer<Boolean>> answers = FinishBulk.answers(on, writes, ended);
        for (int i = 0; i < answers.size(); i++) {
            finishes.get(i).answer(answers.get(i));
        }
    }

    private void accepted() {
        for (int i = 0; i < runs.size(); i++) {
            inserts.get(i).answer(Answer.of(runs.get(i).id()));
        }
    }
}
