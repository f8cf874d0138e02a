package dev.gantry.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Hands properties of many writes to a statement: an array each, in the order of its arguments. */
final class Columns<W> {
    private final Statements on;
    private final PreparedStatement statement;
    private final List<W> writes;
    private int index;

    Columns(Statements on, String sql, List<W> writes) throws SQLException {
        this(on, on.of(sql), 0, writes);
    }

    private Columns(Statements on, PreparedStatement statement, int index, List<W> writes) {
        this.on = on;
        this.statement = statement;
        this.index = index;
        this.writes = writes;
    }

    /** The arguments that follow in the same statement are properties of other writes. */
    <V> Columns<V> of(List<V> others) {
        return new Columns<>(on, statement, index, others);
    }

    Columns<W> longs(Function<W, Long> property) throws SQLException {
        return add("int8", property, new Long[writes.size()]);
    }

    Columns<W> ints(Function<W, Integer> property) throws SQLException {
        return add("int4", property, new Integer[writes.size()]);
    }

    Columns<W> texts(Function<W, String> property) throws SQLException {
        return add("text", property, new String[writes.size()]);
    }

    /** An argument that is one text. */
    Columns<W> text(String value) throws SQLException {
        statement.setString(++index, value);
        return this;
    }

    private <V> Columns<W> add(String type, Function<W, V> property, V[] values)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            values[i] = property.apply(writes.get(i));
        }
        statement.setArray(++index, on.array(type, values));
        return this;
    }

    PreparedStatement statement() {
        return statement;
    }
}
