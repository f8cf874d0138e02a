package dev.gantry.store;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NewRun;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** New runs, and their keys. */
record InsertBulk() implements Bulk<RunWrite.Insert, Long> {
    static final String RUNS =
            "INSERT INTO run (id, task, tenant, state, due, attempt, started, finished, provider,"
                    + " params, spec, lane) SELECT id, task, tenant, 0, due, 0, -due, -due, 0,"
                    + " params, spec, lane FROM (SELECT unnest(?::bigint[]) AS id,"
                    + " unnest(?::text[]) AS task, unnest(?::text[]) AS tenant,"
                    + " unnest(?::bigint[]) AS due, unnest(?::text[]) AS params,"
                    + " unnest(?::text[]) AS spec, unnest(?::bigint[]) AS lane) AS w";
    private static final String KEYS =
            "INSERT INTO run_key (tenant, key, run, fingerprint) SELECT * FROM"
                    + " unnest(?::text[], ?::text[], ?::bigint[], ?::text[])";
    private static final String KNOWN =
            "SELECT k.tenant, k.key, k.run, k.fingerprint FROM unnest(?::text[], ?::text[])"
                    + " AS w (tenant, key) JOIN run_key k ON k.tenant = w.tenant"
                    + " AND k.key = w.key";

    private record Key(String tenant, String name) {
        static Key of(NewRun run) {
            return new Key(run.tenant(), run.key());
        }
    }

    private record Run(long id, String fingerprint) {}

    @Override
    public Turn turn() {
        return Turn.NEW_RUNS;
    }

    @Override
    public Object subject(RunWrite.Insert write) {
        return write.run().id();
    }

    @Override
    public long chars(RunWrite.Insert write) {
        return Bulk.chars(write.run().params()) + Bulk.chars(write.run().spec());
    }

    @Override
    public List<Answer<Long>> apply(Statements on, List<RunWrite.Insert> writes)
            throws SQLException {
        Map<Key, Run> known =
                known(on, writes.stream().filter(w -> w.run().key() != null).toList());
        List<Answer<Long>> answers = new ArrayList<>();
        List<NewRun> fresh = new ArrayList<>();
        for (RunWrite.Insert write : writes) {
            NewRun run = write.run();
            Run before =
                    run.key() == null
                            ? null
                            : known.putIfAbsent(Key.of(run), new Run(run.id(), run.fingerprint()));
            if (before == null) {
                fresh.add(run);
                answers.add(Answer.of(run.id()));
            } else {
                answers.add(repeated(write, before));
            }
        }
        insert(on, fresh);
        return answers;
    }

    private static Answer<Long> repeated(RunWrite.Insert write, Run before) {
        try {
            return Answer.of(write.known(before.id(), before.fingerprint()));
        } catch (GantryException e) {
            return Answer.refused(e);
        }
    }

    private static Map<Key, Run> known(Statements on, List<RunWrite.Insert> keyed)
            throws SQLException {
        Map<Key, Run> known = new HashMap<>();
        if (keyed.isEmpty()) {
            return known;
        }
        Columns<RunWrite.Insert> keys =
                new Columns<>(on, KNOWN, keyed)
                        .texts(w -> w.run().tenant())
                        .texts(w -> w.run().key());
        try (ResultSet rows = keys.statement().executeQuery()) {
            while (rows.next()) {
                known.put(
                        new Key(rows.getString(1), rows.getString(2)),
                        new Run(rows.getLong(3), rows.getString(4)));
            }
        }
        return known;
    }

    private static void insert(Statements on, List<NewRun> fresh) throws SQLException {
        List<NewRun> keyed = fresh.stream().filter(run -> run.key() != null).toList();
        if (!keyed.isEmpty()) {
            new Columns<>(on, KEYS, keyed)
                    .texts(NewRun::tenant)
                    .texts(NewRun::key)
                    .longs(NewRun::id)
                    .texts(NewRun::fingerprint)
                    .statement()
                    .executeUpdate();
        }
        if (!fresh.isEmpty()) {
            bind(on, RUNS, fresh).statement().executeUpdate();
            on.added(fresh.stream().map(NewRun::id).toList());
        }
        for (NewRun run : fresh) {
            if (run.deadline() > 0) {
                ControlWrite.deadline(on, run.id(), run.deadline());
            }
            ControlWrite.child(on, run);
        }
    }

    /**
     * @param sql that begins with {@link #RUNS}
     */
    static Columns<NewRun> bind(Statements on, String sql, List<NewRun> runs) throws SQLException {
        Map<Lane, Long> lanes = new HashMap<>();
        for (NewRun run : runs) {
            if (!lanes.containsKey(run.lane())) {
                lanes.put(run.lane(), on.lane(run.lane()));
            }
        }
        return new Columns<>(on, sql, runs)
                .longs(NewRun::id)
                .texts(NewRun::task)
                .texts(NewRun::tenant)
                .longs(NewRun::due)
                .texts(NewRun::params)
                .texts(NewRun::spec)
                .longs(run -> lanes.get(run.lane()));
    }
}
