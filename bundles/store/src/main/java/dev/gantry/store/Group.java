package dev.gantry.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes that are committed together, made with few statements: new runs first, then the others in
 * their order, ends of runs last. That is right because nobody is told of any of them before all
 * are on disk, so that none of them can follow from another's answer; and what is written about a
 * run unasked, its start, its lost attempt, its heartbeat, comes after its insertion and before its
 * end also in this order.
 */
final class Group {
    static final long MAX_CHARS = 8L * 1024 * 1024;

    private Group() {}

    /** Makes the writes; afterwards the list is in the order in which they were made. */
    static void apply(List<Pending<?>> group, Statements on) throws SQLException {
        group.sort(Comparator.comparing(Group::turn));
        int next = 0;
        while (next < group.size()) {
            Pending<?> first = group.get(next);
            Bulk<?, ?> bulk = first.write().bulk();
            if (bulk == null) {
                first.apply(on);
                next++;
            } else {
                next = apply(bulk, group, next, on);
            }
        }
    }

    private static Bulk.Turn turn(Pending<?> pending) {
        Bulk<?, ?> bulk = pending.write().bulk();
        return bulk == null ? Bulk.Turn.IN_ORDER : bulk.turn();
    }

    /** Makes those of one kind that follow one another. Returns where the others begin. */
    @SuppressWarnings("unchecked") // a write names the bulk of its own kind
    private static <W extends Write<T>, T> int apply(
            Bulk<W, T> bulk, List<Pending<?>> group, int from, Statements on) throws SQLException {
        List<W> writes = new ArrayList<>();
        Set<Object> subjects = new HashSet<>();
        long chars = 0;
        for (int i = from; i < group.size() && chars < MAX_CHARS; i++) {
            Write<?> write = group.get(i).write();
            if (write.bulk() != bulk || !subjects.add(bulk.subject((W) write))) {
                break;
            }
            writes.add((W) write);
            chars += bulk.chars((W) write);
        }
        if (writes.size() == 1) {
            group.get(from).apply(on);
        } else {
            List<Answer<T>> answers = bulk.apply(on, writes);
            for (int i = 0; i < answers.size(); i++) {
                ((Pending<T>) group.get(from + i)).answer(answers.get(i));
            }
        }
        return from + writes.size();
    }
}
