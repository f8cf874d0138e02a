package dev.gantry.store;

import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.ScheduleStore.Seen;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fire times served, with their runs. */
record FireBulk() implements Bulk<ScheduleWrite.Fire, Long> {
    private static final String LOCK =
            "SELECT s.id, s.version, s.next_fire, s.last_run FROM schedule s"
                    + " JOIN unnest(?::text[]) AS w (id) ON s.id = w.id"
                    + " ORDER BY s.id FOR UPDATE OF s";
    private static final String MOVE =
            "UPDATE schedule SET next_fire = w.next, last_fire = w.last,"
                    + " last_run = coalesce(w.run, last_run),"
                    + " spec = coalesce(w.spec, schedule.spec)"
                    + " FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[])"
                    + " AS w (id, next, last, run, spec) WHERE schedule.id = w.id";

    /** A fire and the run that it started, or that was there already; {@code null} for none. */
    private record Move(ScheduleWrite.Fire fire, Long run) {}

    @Override
    public Turn turn() {
        return Turn.IN_ORDER;
    }

    @Override
    public Object subject(ScheduleWrite.Fire write) {
        return write.seen().id();
    }

    @Override
    public long chars(ScheduleWrite.Fire write) {
        long run =
                write.run() == null
                        ? 0
                        : Bulk.chars(write.run().params()) + Bulk.chars(write.run().spec());
        return run + Bulk.chars(write.spec());
    }

    @Override
    public List<Answer<Long>> apply(Statements on, List<ScheduleWrite.Fire> writes)
            throws SQLException {
        Map<String, Seen> there = lock(on, writes);
        List<RunWrite.Insert> runs = new ArrayList<>();
        for (ScheduleWrite.Fire fire : writes) {
            if (expected(fire, there) && fire.run() != null) {
                runs.add(new RunWrite.Insert(fire.run()));
            }
        }
        List<Answer<Long>> started = new InsertBulk().apply(on, runs);
        List<Move> moves = new ArrayList<>();
        List<Answer<Long>> answers = new ArrayList<>();
        int run = 0;
        for (ScheduleWrite.Fire fire : writes) {
            Answer<Long> answer =
                    !expected(fire, there)
                            ? Answer.of(ScheduleStore.CONFLICT)
                            : fire.run() == null ? Answer.of(0L) : started.get(run++);
            answers.add(answer);
            if (expected(fire, there) && answer.refusal() == null) {
                moves.add(new Move(fire, fire.run() == null ? null : answer.value()));
            }
        }
        move(on, moves);
        return answers;
    }

    private static boolean expected(ScheduleWrite.Fire fire, Map<String, Seen> there) {
        return fire.seen().equals(there.get(fire.seen().id()));
    }

    private static Map<String, Seen> lock(Statements on, List<ScheduleWrite.Fire> writes)
            throws SQLException {
        Map<String, Seen> there = new HashMap<>();
        Columns<ScheduleWrite.Fire> ids =
                new Columns<>(on, LOCK, writes).texts(fire -> fire.seen().id());
        try (ResultSet rows = ids.statement().executeQuery()) {
            while (rows.next()) {
                Seen seen =
                        new Seen(
                                rows.getString(1),
                                rows.getLong(2),
                                rows.getLong(3),
                                rows.getLong(4));
                there.put(seen.id(), seen);
            }
        }
        return there;
    }

    private static void move(Statements on, List<Move> moves) throws SQLException {
        if (!moves.isEmpty()) {
            new Columns<>(on, MOVE, moves)
                    .texts(move -> move.fire().seen().id())
                    .longs(move -> move.fire().nextFire())
                    .longs(move -> move.fire().lastFire())
                    .longs(Move::run)
                    .texts(move -> move.fire().spec())
                    .statement()
                    .executeUpdate();
            for (Move move : moves) {
                if (move.fire().beside()) {
                    on.tell(NodeStore.SCHEDULE, move.fire().seen().id());
                }
            }
        }
    }
}
