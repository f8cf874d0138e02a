package dev.gantry.store;

import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.RunFilter;
import dev.gantry.spi.store.StoredRun;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A filter of runs as SQL. Labels are read from the member {@code labels} of a run's spec. */
record RunSelection(String clause, List<Object> arguments) {

    /** So many open runs are sorted in less time than they are found among all others. */
    static final int FEW = 20_000;

    /** No index of open runs says so: they are looked for in the order of their ids. */
    private static final String BY_ID = "r.state + 0 = 0";

    /**
     * @param few whether no more than so many runs are open that they are all read and sorted
     */
    static RunSelection of(RunFilter filter, Dialect dialect, boolean few) {
        List<String> conditions = new ArrayList<>();
        List<Object> arguments = new ArrayList<>();
        if (filter.before() > 0) {
            conditions.add("r.id < ?");
            arguments.add(filter.before());
        }
        if (filter.after() > 0) {
            conditions.add("r.id >= ?");
            arguments.add(filter.after());
        }
        if (filter.deadLetter()) {
            conditions.add(
                    ResultCode.DEAD
                            + " AND NOT EXISTS (SELECT 1 FROM run_handled h WHERE h.run = r.id)");
        }
        if (filter.state() != null && filter.state() != StoredRun.OPEN) {
            conditions.add("r.state > 0");
        } else if (filter.state() != null) {
            conditions.add(few ? all(dialect) : BY_ID);
        }
        if (filter.result() != null) {
            int code = ResultCode.of(filter.result());
            conditions.add(
                    ResultCode.dead(code) ? "r.state = ? AND " + ResultCode.DEAD : "r.state = ?");
            arguments.add(code);
        }
        if (filter.task() != null) {
            conditions.add("r.task = ?");
            arguments.add(filter.task());
        }
        if (filter.tenant() != null) {
            conditions.add("r.tenant = ?");
            arguments.add(filter.tenant());
        }
        if (filter.plugin() != null) {
            conditions.add("r.provider IN (SELECT id FROM provider WHERE substr(name, 1, ?) = ?)");
            String prefix = filter.plugin() + " ";
            arguments.add(prefix.codePointCount(0, prefix.length()));
            arguments.add(prefix);
        }
        if (filter.labels() != null) {
            filter.labels()
                    .forEach(
                            (key, value) -> {
                                conditions.add(dialect.labelled());
                                arguments.add(key);
                                arguments.add(value);
                            });
        }
        if (filter.parent() != 0) {
            conditions.add("r.id IN (SELECT run FROM run_child WHERE parent = ?)");
            arguments.add(filter.parent());
        }
        if (filter.text() != null) {
            found(filter.text(), dialect, conditions, arguments);
        }
        if (filter.ids() != null) {
            conditions.add(
                    filter.ids().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(",", "r.id IN (", ")")));
        }
        arguments.add(filter.limit());
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        // an expression keeps a database from walking all runs by their ids to spare the sort
        String order = few ? "r.id + 0" : "r.id";
        return new RunSelection(where + " ORDER BY " + order + " DESC LIMIT ?", arguments);
    }

    private static String all(Dialect dialect) {
        return "r.id" + dialect.among("SELECT id FROM " + dialect.open() + " LIMIT " + 2 * FEW);
    }

    /** That a text finds it. */
    private static void found(
            String text, Dialect dialect, List<String> conditions, List<Object> arguments) {
        String begins = pattern(text) + "%";
        StringBuilder any = new StringBuilder("(r.task ").append(dialect.like());
        arguments.add(begins);
        // few runs have labels, and reading JSON takes long
        any.append(" OR (r.spec LIKE '%\"labels\"%' AND (").append(dialect.labelLike(false));
        arguments.add(begins);
        int equals = text.indexOf('=');
        if (equals > 0) {
            any.append(" OR ").append(dialect.labelLike(true));
            arguments.add(text.substring(0, equals));
            arguments.add(pattern(text.substring(equals + 1)) + "%");
        }
        any.append(")) OR ").append(dialect.errorMessage()).append(' ').append(dialect.like());
        arguments.add("%" + begins);
        if (RunId.last(text) >= 0) {
            any.append(" OR r.id BETWEEN ? AND ?");
            arguments.add(RunId.first(text));
            arguments.add(RunId.last(text));
        }
        conditions.add(any.append(')').toString());
    }

    /** A text that stands for itself. */
    private static String pattern(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < arguments.size(); i++) {
            statement.setObject(i + 1, arguments.get(i));
        }
    }
}
