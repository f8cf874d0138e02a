package dev.gantry.api.task;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a child is given of its own. All else it has from its parent: tenant, labels, service class,
 * priority, deadline, trace. Immutable: each method that sets something returns a new one.
 *
 * <pre>{@code
 * ChildOptions later = ChildOptions.INHERITED.priority(-10).delay(Duration.ofMinutes(5));
 * Child sums = context.child("sums", "files.checksum", Map.of("directory", folder), later);
 * }</pre>
 */
public final class ChildOptions {

    /** Everything as the parent has it. */
    public static final ChildOptions INHERITED =
            new ChildOptions(new Chosen(Map.of(), null, null, Duration.ZERO, null, null, false));

    /**
     * A service class. Further ones may come with a minor version of this package: give a {@code
     * switch} over it a default.
     */
    public enum Sla {
        /** First. */
        GOLD,
        /** The usual. */
        SILVER,
        /** When there is room. */
        BRONZE
    }

    /** {@code null} in a component stands for what the parent has. */
    private record Chosen(
            Map<String, String> labels,
            Sla sla,
            Integer priority,
            Duration delay,
            Duration timeout,
            Duration deadline,
            boolean detached) {}

    private final Chosen chosen;

    private ChildOptions(Chosen chosen) {
        this.chosen = chosen;
    }

    private static Duration positive(String what, Duration span) {
        if (span.isNegative() || span.isZero()) {
            throw new IllegalArgumentException(what + " is positive, not " + span);
        }
        return span;
    }

    /** Labels beside those of the parent, or in their place. */
    public Map<String, String> labels() {
        return chosen.labels;
    }

    /** The service class; empty for the parent's. */
    public Optional<Sla> sla() {
        return Optional.ofNullable(chosen.sla);
    }

    /** From -100 to 100; empty for the parent's. */
    public OptionalInt priority() {
        return chosen.priority == null ? OptionalInt.empty() : OptionalInt.of(chosen.priority);
    }

    /** How long it waits before its first attempt. */
    public Duration delay() {
        return chosen.delay;
    }

    /** Limit of one attempt; empty for the task type's own. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(chosen.timeout);
    }

    /** How long it has from its start until it has to be over; empty for the parent's deadline. */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(chosen.deadline);
    }

    /** Whether it goes on when its parent is over. */
    public boolean detached() {
        return chosen.detached;
    }

    /**
     * With one more label. A child also has the label {@code gantry.child}, which is its name.
     *
     * @throws NullPointerException if one of both is {@code null}
     */
    public ChildOptions label(String key, String value) {
        Map<String, String> more = new HashMap<>(chosen.labels);
        more.put(key, value);
        return new ChildOptions(
                new Chosen(
                        Map.copyOf(more),
                        chosen.sla,
                        chosen.priority,
                        chosen.delay,
                        chosen.timeout,
                        chosen.deadline,
                        chosen.detached));
    }

    /** In another service class. */
    public ChildOptions sla(Sla of) {
        return new ChildOptions(
                new Chosen(
                        chosen.labels,
                        Objects.requireNonNull(of),
                        chosen.priority,
                        chosen.delay,
                        chosen.timeout,
                        chosen.deadline,
                        chosen.detached));
    }

    /**
     * With another priority.
     *
     * @param of from -100 to 100
     * @throws IllegalArgumentException if it is beyond
     */
    public ChildOptions priority(int of) {
        if (of < -100 || of > 100) {
            throw new IllegalArgumentException("priority is from -100 to 100, not " + of);
        }
        return new ChildOptions(
                new Chosen(
                        chosen.labels,
                        chosen.sla,
                        of,
                        chosen.delay,
                        chosen.timeout,
                        chosen.deadline,
                        chosen.detached));
    }

    /**
     * Later: it waits this long before its first attempt.
     *
     * @throws IllegalArgumentException if that is negative
     */
    public ChildOptions delay(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("delay is not negative: " + by);
        }
        return new ChildOptions(
                new Chosen(
                        chosen.labels,
                        chosen.sla,
                        chosen.priority,
                        by,
                        chosen.timeout,
                        chosen.deadline,
                        chosen.detached));
    }

    /**
     * With a limit of one attempt.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ChildOptions timeout(Duration of) {
        return new ChildOptions(
                new Chosen(
                        chosen.labels,
                        chosen.sla,
                        chosen.priority,
                        chosen.delay,
                        positive("timeout", of),
                        chosen.deadline,
                        chosen.detached));
    }

    /**
     * To be over within this time from its start, if that is sooner than the parent's deadline.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ChildOptions deadline(Duration of) {
        return new ChildOptions(
                new Chosen(
                        chosen.labels,
                        chosen.sla,
                        chosen.priority,
                        chosen.delay,
                        chosen.timeout,
                        positive("deadline", of),
                        chosen.detached));
    }

    /** To go on when the parent is over; such a child has no deadline but its own. */
    public ChildOptions detach() {
        return new ChildOptions(
                new Chosen(
                        chosen.labels,
                        chosen.sla,
                        chosen.priority,
                        chosen.delay,
                        chosen.timeout,
                        chosen.deadline,
                        true));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChildOptions options && chosen.equals(options.chosen);
    }

    @Override
    public int hashCode() {
        return chosen.hashCode();
    }

    /** For a person. */
    @Override
    public String toString() {
        return chosen.toString();
    }
}
