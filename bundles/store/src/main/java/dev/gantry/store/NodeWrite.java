package dev.gantry.store;

import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NodeBeat;
import dev.gantry.spi.store.NodeClaim;
import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.StoredRun;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Changes to nodes, and to whose a run is; on PostgreSQL only. */
sealed interface NodeWrite<T> extends Write<T> {
    /** The clock of the database, in ms since 1970. */
    String NOW = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    /** How long a lease holds. */
    long LEASE_MS = 8000;

    /** What holds for a run that nobody has. */
    String LEFT = "owner = 0 OR owner IN (SELECT number FROM node WHERE until = 0 FOR SHARE)";

    /**
     * A lease renewed, and those of others ended whose time is over. Where the time of this one was
     * over as well, and nobody ended it, the database was away from all of them: then they get one
     * lease more.
     */
    record Beat(int node, long term, String url, NodeStatus status)
            implements NodeWrite<Beat.Answer> {
        private static final String RENEW =
                "UPDATE node SET until = "
                        + NOW
                        + " + ?, url = ?, slots = ?, free = ?, waiting = ?"
                        + " WHERE number = ? AND term = ?";
        private static final String LAPSED =
                "SELECT until < " + NOW + " FROM node WHERE number = ? AND term = ? FOR UPDATE";
        private static final String END = over("term = term + 1, until = 0");
        private static final String EXTEND = over("until = " + NOW + " + " + LEASE_MS);
        private static final String LEAD =
                "INSERT INTO leader (name, node, term, until) SELECT 'node', ?, 1, "
                        + NOW
                        + " + ? ON CONFLICT (name) DO UPDATE SET until = excluded.until,"
                        + " term = leader.term + (leader.node <> excluded.node)::int,"
                        + " node = excluded.node"
                        + " WHERE leader.node = excluded.node OR leader.until < "
                        + NOW;

        /**
         * @param term of the lease now
         */
        record Answer(NodeBeat beat, long term) {}

        /** Of nodes whose time is over; a row that another one is at is left to it. */
        private static String over(String change) {
            return "UPDATE node SET "
                    + change
                    + " WHERE number IN (SELECT number FROM node WHERE until > 0 AND until < "
                    + NOW
                    + " FOR UPDATE SKIP LOCKED)";
        }

        @Override
        public Answer apply(Statements on) throws SQLException {
            boolean lapsed = lapsed(on);
            boolean lost = !renew(on, term);
            long now = lost ? again(on) : term;
            on.of(lapsed ? EXTEND : END).executeUpdate();
            PreparedStatement lead = on.of(LEAD);
            lead.setInt(1, node);
            lead.setLong(2, LEASE_MS);
            boolean leading = lead.executeUpdate() > 0;
            return new Answer(new NodeBeat(lost, leading, NodeRows.all(on)), now);
        }

        private boolean lapsed(Statements on) throws SQLException {
            PreparedStatement select = on.of(LAPSED);
            select.setInt(1, node);
            select.setLong(2, term);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }

        private boolean renew(Statements on, long of) throws SQLException {
            PreparedStatement renew = on.of(RENEW);
            renew.setLong(1, LEASE_MS);
            renew.setString(2, url);
            renew.setInt(3, status.slots());
            renew.setInt(4, status.free());
            renew.setInt(5, status.waiting());
            renew.setInt(6, node);
            renew.setLong(7, of);
            return renew.executeUpdate() > 0;
        }

        private long again(Statements on) throws SQLException {
            PreparedStatement again =
                    on.of("UPDATE node SET term = term + 1 WHERE number = ? RETURNING term");
            again.setInt(1, node);
            try (ResultSet rows = again.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("This node is not on record", PostgresFailures.TAKEN);
                }
                long next = rows.getLong(1);
                renew(on, next);
                return next;
            }
        }
    }

    /** A lease given back. */
    record Leave(int node) implements NodeWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement leave =
                    on.of("UPDATE node SET until = 0, term = term + 1 WHERE number = ?");
            leave.setInt(1, node);
            leave.executeUpdate();
            PreparedStatement resign = on.of("UPDATE leader SET until = 0 WHERE node = ?");
            resign.setInt(1, node);
            resign.executeUpdate();
            return null;
        }
    }

    /**
     * Runs taken that nobody has, or a node without a lease.
     *
     * @param doubted what the claim before took if it was committed, which is not known; afterwards
     *     what this one takes
     */
    record Claim(int node, NodeClaim wanted, AtomicReference<List<ClaimedRun>> doubted)
            implements NodeWrite<List<ClaimedRun>> {
        private static final int SMALL = 8192;
        static final String WAITING =
                "SELECT o.owner, l.id FROM (SELECT 0 AS owner"
                        + " UNION ALL SELECT number FROM node WHERE until = 0 AND number <> ?) o"
                        + " CROSS JOIN lane l CROSS JOIN LATERAL (SELECT 1 FROM run r"
                        + " WHERE r.state = 0 AND r.owner = o.owner AND r.lane = l.id"
                        + " AND r.due <= ? LIMIT 1) r"
                        + " ORDER BY o.owner, l.sla, l.priority DESC, l.id";
        private static final String ENDED =
                "SELECT 1 FROM node WHERE number = ? AND until = 0 FOR SHARE";
        private static final String OF_LANE = claim("r.owner = ? AND r.lane = ?");
        private static final String NAMED = claim("r.owner = 0 AND r.id = ANY (?)");

        private static String claim(String which) {
            return "UPDATE run r SET owner = ? FROM (SELECT r.id, p.name, octet_length(r.params)"
                    + " + coalesce(octet_length(r.detail), 0) <= "
                    + SMALL
                    + " AS small, l.tenant, l.sla, l.priority"
                    + " FROM run r JOIN lane l ON l.id = r.lane"
                    + " LEFT JOIN provider p ON p.id = r.provider WHERE r.state = 0 AND "
                    + which
                    + " AND r.due <= ? AND r.task = ANY (?) AND (r.provider = 0 OR p.name = ANY (?))"
                    + " ORDER BY r.due, r.id LIMIT ? FOR UPDATE OF r SKIP LOCKED) p"
                    + " WHERE r.id = p.id RETURNING "
                    + RunColumns.ALL
                            .replace("r.params", "CASE WHEN p.small THEN r.params END")
                            .replace("r.detail", "CASE WHEN p.small THEN r.detail END")
                    + ", p.small, p.tenant, p.sla, p.priority";
        }

        @Override
        public boolean unhurried() {
            return true;
        }

        @Override
        public List<ClaimedRun> apply(Statements on) throws SQLException {
            List<ClaimedRun> claimed = taken(on);
            if (wanted.runs().isEmpty()) {
                for (Map.Entry<Integer, List<Long>> owner : waiting(on).entrySet()) {
                    if (claimed.size() < wanted.limit() && nobody(on, owner.getKey())) {
                        claim(on, owner.getKey(), owner.getValue(), claimed);
                    }
                }
            } else if (claimed.size() < wanted.limit()) {
                PreparedStatement claim = on.of(NAMED);
                claim.setArray(2, on.array("int8", wanted.runs().toArray()));
                claim(on, claim, 3, wanted.limit() - claimed.size(), claimed);
            }
            doubted.set(claimed.stream().map(Claim::rowless).toList());
            return claimed;
        }

        private static ClaimedRun rowless(ClaimedRun run) {
            return new ClaimedRun(run.id(), run.due(), run.task(), run.lane(), null);
        }

        /** What is this node's of the runs that it may have taken before. */
        private List<ClaimedRun> taken(Statements on) throws SQLException {
            List<ClaimedRun> taken = new ArrayList<>();
            Map<Long, ClaimedRun> before = new HashMap<>();
            doubted.get().forEach(run -> before.put(run.id(), run));
            if (!before.isEmpty()) {
                PreparedStatement select =
                        on.of("SELECT id FROM run WHERE id = ANY (?) AND state = 0 AND owner = ?");
                select.setArray(1, on.array("int8", before.keySet().toArray()));
                select.setInt(2, node);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        taken.add(before.get(rows.getLong(1)));
                    }
                }
            }
            return taken;
        }

        /** The lanes where runs wait, by whose they are. */
        private Map<Integer, List<Long>> waiting(Statements on) throws SQLException {
            Map<Integer, List<Long>> lanes = new LinkedHashMap<>();
            PreparedStatement select = on.of(WAITING);
            select.setInt(1, node);
            select.setLong(2, wanted.dueUntil());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    lanes.computeIfAbsent(rows.getInt(1), owner -> new ArrayList<>())
                            .add(rows.getLong(2));
                }
            }
            return lanes;
        }

        /** Whether it is no node, or one without a lease, which gets none before the commit. */
        private boolean nobody(Statements on, int owner) throws SQLException {
            if (owner == 0) {
                return true;
            }
            PreparedStatement select = on.of(ENDED);
            select.setInt(1, owner);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }

        /** Each lane that waits gets a share. */
        private void claim(Statements on, int owner, List<Long> lanes, List<ClaimedRun> claimed)
                throws SQLException {
            int rest = lanes.size();
            for (long lane : lanes) {
                int share = Math.ceilDiv(wanted.limit() - claimed.size(), rest--);
                if (share > 0) {
                    PreparedStatement claim = on.of(OF_LANE);
                    claim.setInt(2, owner);
                    claim.setLong(3, lane);
                    claim(on, claim, 4, share, claimed);
                }
            }
        }

        /**
         * @param next the index of the first argument that both ways to claim have
         */
        private void claim(
                Statements on,
                PreparedStatement claim,
                int next,
                int limit,
                List<ClaimedRun> claimed)
                throws SQLException {
            claim.setInt(1, node);
            claim.setLong(next, wanted.dueUntil());
            claim.setArray(next + 1, on.array("text", wanted.tasks().toArray()));
            claim.setArray(next + 2, on.array("text", wanted.revisions().toArray()));
            claim.setInt(next + 3, limit);
            List<ClaimedRun> taken = new ArrayList<>();
            try (ResultSet rows = claim.executeQuery()) {
                while (rows.next()) {
                    taken.add(claimed(rows));
                }
            }
            taken.sort(Comparator.comparing(ClaimedRun::due).thenComparing(ClaimedRun::id));
            claimed.addAll(taken);
        }

        private static ClaimedRun claimed(ResultSet rows) throws SQLException {
            StoredRun row = RunColumns.read(rows);
            Lane lane =
                    new Lane(
                            rows.getString(18),
                            SlaClass.values()[rows.getInt(19)],
                            rows.getInt(20));
            return new ClaimedRun(
                    row.id(), row.due(), row.task(), lane, rows.getBoolean(17) ? row : null);
        }
    }

    /** One run taken, if nobody has it. */
    record Take(int node, long run) implements NodeWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement take =
                    on.of("UPDATE run SET owner = ? WHERE id = ? AND state = 0 AND (" + LEFT + ")");
            take.setInt(1, node);
            take.setLong(2, run);
            return take.executeUpdate() > 0;
        }
    }

    /** Other parameters for a run that has not started and that nobody has. */
    record ChangeLeft(StoredRun read, Lane lane, long due, String params, String spec)
            implements NodeWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            long number = on.lane(lane);
            PreparedStatement update =
                    on.of(
                            "UPDATE run SET params = ?, spec = ?, lane = ?, due = ?"
                                    + " WHERE id = ? AND state = 0 AND attempt = 0 AND started <= 0"
                                    + " AND cancel IS NULL AND params = ? AND due = ?"
                                    + " AND spec IS NOT DISTINCT FROM ? AND ("
                                    + LEFT
                                    + ")");
            update.setString(1, params);
            update.setString(2, spec);
            update.setLong(3, number);
            update.setLong(4, due);
            update.setLong(5, read.id());
            update.setString(6, read.params());
            update.setLong(7, read.due());
            update.setString(8, read.spec());
            return update.executeUpdate() > 0;
        }
    }

    /** Runs left to others. */
    record Give(Collection<Long> runs) implements NodeWrite<Integer> {

        @Override
        public Integer apply(Statements on) throws SQLException {
            PreparedStatement give =
                    on.of("UPDATE run SET owner = 0 WHERE id = ANY (?) AND state = 0" + on.mine());
            give.setArray(1, on.array("int8", runs.toArray()));
            return give.executeUpdate();
        }
    }

    /** Something told to all nodes. */
    record Tell(String channel, String text) implements NodeWrite<Void> {

        @Override
        public boolean unhurried() {
            return true;
        }

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement tell = on.of("SELECT pg_notify(?, ?)");
            tell.setString(1, channel);
            tell.setString(2, text);
            tell.execute();
            return null;
        }
    }
}
