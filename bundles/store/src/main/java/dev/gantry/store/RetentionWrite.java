package dev.gantry.store;

import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.RetentionStore.Deleted;
import dev.gantry.spi.store.RetentionStore.Shrunk;
import dev.gantry.spi.store.StoredRule;
import dev.gantry.spi.store.StoredSpan;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes to what is kept. */
sealed interface RetentionWrite<T> extends Write<T> {

    /** A rule, if the version before it is on disk. */
    record Put(StoredRule rule) implements RetentionWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement select = on.of("SELECT version FROM retention_rule WHERE task = ?");
            select.setString(1, rule.task());
            try (ResultSet rows = select.executeQuery()) {
                if ((rows.next() ? rows.getLong(1) : 0) != rule.version() - 1) {
                    return false;
                }
            }
            PreparedStatement put =
                    on.of(
                            "INSERT INTO retention_rule (task, rule, version, at, author)"
                                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (task) DO UPDATE SET"
                                    + " rule = excluded.rule, version = excluded.version,"
                                    + " at = excluded.at, author = excluded.author");
            put.setString(1, rule.task());
            put.setString(2, rule.rule());
            put.setLong(3, rule.version());
            put.setLong(4, rule.at());
            put.setString(5, on.text(rule.by()));
            put.executeUpdate();
            return true;
        }
    }

    /** A rule's end. */
    record Drop(String task, long version) implements RetentionWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement delete =
                    on.of("DELETE FROM retention_rule WHERE task = ? AND version = ?");
            delete.setString(1, task);
            delete.setLong(2, version);
            return delete.executeUpdate() == 1;
        }
    }

    /** What is in spans. */
    record Note(List<StoredSpan> spans) implements RetentionWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            for (StoredSpan span : spans) {
                new Forget(span.number()).apply(on);
                PreparedStatement insert =
                        on.of(
                                "INSERT INTO run_span (span, upto, open_runs, at)"
                                        + " VALUES (?, ?, ?, ?)");
                insert.setLong(1, span.number());
                insert.setLong(2, span.upto());
                insert.setLong(3, span.open());
                insert.setLong(4, span.at());
                insert.executeUpdate();
                PreparedStatement tally =
                        on.of(
                                "INSERT INTO run_tally (span, task, runs, bytes)"
                                        + " VALUES (?, ?, ?, ?)");
                for (Map.Entry<String, StoredSpan.Tally> task : span.tasks().entrySet()) {
                    tally.setLong(1, span.number());
                    tally.setString(2, task.getKey());
                    tally.setLong(3, task.getValue().runs());
                    tally.setLong(4, task.getValue().bytes());
                    tally.executeUpdate();
                }
            }
            return null;
        }
    }

    /** A span that is empty. */
    record Forget(long span) implements RetentionWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            for (String table : List.of("run_tally", "run_span")) {
                PreparedStatement delete = on.of("DELETE FROM " + table + " WHERE span = ?");
                delete.setLong(1, span);
                delete.executeUpdate();
            }
            return null;
        }
    }

    /** Runs that go, with all that belongs to them. */
    record Delete(List<PastRun> runs) implements RetentionWrite<Deleted> {
        private static final List<String> PARTS =
                List.of("attempt", "run_handled", "run_deadline", "run_key");

        @Override
        public Deleted apply(Statements on) throws SQLException {
            long begin = System.nanoTime();
            Set<Long> there = finished(on);
            List<PastRun> gone = runs.stream().filter(run -> there.contains(run.id())).toList();
            if (!gone.isEmpty()) {
                delete(on, gone.stream().map(PastRun::id).toList());
                tally(on, gone);
            }
            return new Deleted(
                    gone.stream().map(PastRun::id).toList(),
                    Duration.ofNanos(System.nanoTime() - begin));
        }

        private Set<Long> finished(Statements on) throws SQLException {
            String ids = list(runs.stream().map(PastRun::id).toList());
            Set<Long> found = new HashSet<>();
            try (PreparedStatement select =
                            on.once("SELECT id FROM run WHERE state <> 0 AND id IN " + ids);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
            return found;
        }

        private static void delete(Statements on, List<Long> gone) throws SQLException {
            String ids = list(gone);
            List<String> deletes = new ArrayList<>();
            deletes.add("DELETE FROM run WHERE id IN " + ids);
            deletes.add("DELETE FROM run_child WHERE parent IN " + ids);
            PARTS.forEach(part -> deletes.add("DELETE FROM " + part + " WHERE run IN " + ids));
            deletes.add(
                    gone.stream()
                            .map(id -> "'" + id + "'")
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            "DELETE FROM pause WHERE scope = 'run' AND name IN (",
                                            ")")));
            for (String delete : deletes) {
                try (PreparedStatement statement = on.once(delete)) {
                    statement.executeUpdate();
                }
            }
        }

        private record Key(long span, String task) {}

        private static void tally(Statements on, List<PastRun> gone) throws SQLException {
            Map<Key, StoredSpan.Tally> sums = new HashMap<>();
            for (PastRun run : gone) {
                sums.merge(
                        new Key(RetentionStore.span(run.id()), run.task()),
                        new StoredSpan.Tally(1, run.bytes()),
                        (a, b) -> new StoredSpan.Tally(a.runs() + b.runs(), a.bytes() + b.bytes()));
            }
            PreparedStatement update =
                    on.of(
                            "UPDATE run_tally SET runs = runs - ?, bytes = bytes - ?"
                                    + " WHERE span = ? AND task = ?");
            for (Map.Entry<Key, StoredSpan.Tally> sum : sums.entrySet()) {
                update.setLong(1, sum.getValue().runs());
                update.setLong(2, sum.getValue().bytes());
                update.setLong(3, sum.getKey().span());
                update.setString(4, sum.getKey().task());
                update.executeUpdate();
            }
        }

        /** Numbers need no parameters. */
        static String list(List<Long> ids) {
            return ids.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /** Room that is given back. */
    record Shrink(int pages, double spared) implements RetentionWrite<Shrunk> {

        @Override
        public Shrunk apply(Statements on) throws SQLException {
            long begin = System.nanoTime();
            int gone = on.shrink(pages, spared);
            return new Shrunk(gone, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    /** Idempotency keys that no longer count. */
    record DeleteKeys(long before, int limit) implements RetentionWrite<Integer> {

        @Override
        public Integer apply(Statements on) throws SQLException {
            PreparedStatement delete =
                    on.of(
                            "DELETE FROM run_key WHERE run IN (SELECT run FROM run_key"
                                    + " WHERE run < ? ORDER BY run LIMIT ?)");
            delete.setLong(1, before);
            delete.setInt(2, limit);
            return delete.executeUpdate();
        }
    }

    /** Notes about plugins that are old. */
    record DeleteNotes(long before, int limit) implements RetentionWrite<Integer> {

        @Override
        public Integer apply(Statements on) throws SQLException {
            PreparedStatement delete =
                    on.of(
                            "DELETE FROM note WHERE id IN (SELECT id FROM note"
                                    + " WHERE at < ? ORDER BY at LIMIT ?)");
            delete.setLong(1, before);
            delete.setInt(2, limit);
            return delete.executeUpdate();
        }
    }
}
