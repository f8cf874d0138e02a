package dev.gantry.spi.finding;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVote;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A problem that a check found. There is at most one that is not resolved for each check.
 * Immutable.
 *
 * @param id sorts by the time when it was opened
 * @param check id of the check
 * @param severity warn, critical, or error if the check itself broke
 * @param flapping whether the check goes to and fro too often to tell each change
 * @param seen when and how often
 * @param evidence of the latest verdict that was bad
 * @param acknowledged by whom it is looked after, or {@code null}
 * @param reaction what was started for it, or {@code null} if nothing is to be
 * @param version grows with each change
 */
public record Finding(
        String id,
        String check,
        CheckStatus severity,
        boolean flapping,
        Seen seen,
        Evidence evidence,
        Acknowledgement acknowledged,
        Response reaction,
        long version) {

    /** Refuses {@code null} where that is not allowed. */
    public Finding {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(seen, "seen");
        Objects.requireNonNull(evidence, "evidence");
    }

    /** What it is now. */
    public State state() {
        if (seen.resolved() != null) {
            return State.RESOLVED;
        }
        return acknowledged == null ? State.OPEN : State.ACKNOWLEDGED;
    }

    /** This one, as severe, and flapping or not. */
    public Finding graded(CheckStatus now, boolean flaps) {
        return new Finding(id, check, now, flaps, seen, evidence, acknowledged, reaction, version);
    }

    /** This one, seen so, with what was seen. */
    public Finding seen(Seen now, Evidence what) {
        return new Finding(
                id, check, severity, flapping, now, what, acknowledged, reaction, version);
    }

    /** This one, looked after. */
    public Finding acknowledged(Acknowledgement now) {
        return new Finding(id, check, severity, flapping, seen, evidence, now, reaction, version);
    }

    /** This one, with what was started for it. */
    public Finding reacting(Response now) {
        return new Finding(
                id, check, severity, flapping, seen, evidence, acknowledged, now, version);
    }

    /** This one, gone at a time. */
    public Finding resolved(Instant at) {
        return new Finding(
                id,
                check,
                severity,
                false,
                new Seen(seen.first(), seen.last(), seen.times(), at),
                evidence,
                acknowledged,
                reaction,
                version);
    }

    /** This one in another version. */
    public Finding version(long now) {
        return new Finding(
                id, check, severity, flapping, seen, evidence, acknowledged, reaction, now);
    }

    /** What is being done about it. */
    public enum State {
        /** Nobody said that they look after it. */
        OPEN,
        /** Somebody does. */
        ACKNOWLEDGED,
        /** It is gone. */
        RESOLVED
    }

    /**
     * When and how often it was seen.
     *
     * @param first the first of the bad verdicts that opened it
     * @param last the latest bad verdict
     * @param times how many verdicts were bad
     * @param resolved when it was gone, or {@code null}
     */
    public record Seen(Instant first, Instant last, long times, Instant resolved) {}

    /**
     * What a verdict said.
     *
     * @param reasons for a person, the deciding one first
     * @param measurements by name, in base units
     * @param votes what the verdict was made of, the deciding one first
     */
    public record Evidence(
            List<String> reasons, Map<String, Double> measurements, List<CheckVote> votes) {

        /** Takes copies. */
        public Evidence {
            reasons = List.copyOf(reasons);
            measurements = Map.copyOf(measurements);
            votes = List.copyOf(votes);
        }
    }

    /**
     * Somebody looks after it.
     *
     * @param note may be empty
     */
    public record Acknowledgement(String by, Instant at, String note) {}

    /**
     * What a finding started.
     *
     * @param state what it waits for
     * @param reason one sentence on that, for a person; may be empty
     * @param runs what was started, the oldest first
     */
    public record Response(Stage state, String reason, List<Started> runs) {

        /** Takes a copy. */
        public Response {
            runs = List.copyOf(runs);
        }
    }

    /** What a reaction waits for. */
    public enum Stage {
        /** The finding is not severe enough. */
        IDLE,
        /** A run was started. */
        STARTED,
        /** A guard holds it back for now. */
        HELD,
        /** A person has to say yes. */
        WAITING,
        /** A person said no. */
        DECLINED,
        /** It could not be started. */
        REFUSED
    }

    /**
     * A run that was started.
     *
     * @param by who approved of it, or {@code null} if nobody had to
     */
    public record Started(String run, Instant at, String by) {}
}
