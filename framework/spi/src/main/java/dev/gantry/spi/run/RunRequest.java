package dev.gantry.spi.run;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * A wish to run a task once.
 *
 * @param task task type
 * @param params parameters as a JSON object
 * @param labels at most 32 pairs
 * @param tenant owner, by default {@code default}
 * @param sla service class
 * @param priority higher goes first within one class; -100 to 100
 * @param delay how long to wait before the first attempt; zero for at once
 * @param timeout limit of one attempt; {@code null} for the task type's own
 * @param retry {@code null} for the task type's own
 * @param idempotencyKey at most one run is made for one key; {@code null} for none
 * @param traceparent the caller's trace (W3C); {@code null} for a new one
 * @param parent id of the run that started this one, or {@code null}
 * @param trigger what started it: {@code manual}, {@code schedule:nightly}, …
 * @param deadline until when it has to be over; {@code null} for no limit
 * @param rerunOf id of the run that it repeats, or {@code null}
 * @param concurrency of which runs only so many run at one time; {@code null} for any number
 * @param joining how it goes together with other submits; {@code null} if it does not
 * @param kinship how it belongs to {@code parent}; {@code null} if it only bears its name
 * @param carried what goes along with it
 */
public record RunRequest(
        String task,
        String params,
        Map<String, String> labels,
        String tenant,
        SlaClass sla,
        int priority,
        Duration delay,
        Duration timeout,
        RetryPolicy retry,
        String idempotencyKey,
        String traceparent,
        String parent,
        String trigger,
        Deadline deadline,
        String rerunOf,
        Concurrency concurrency,
        Joining joining,
        Kinship kinship,
        Carried carried) {

    /** The tenant of whoever names none. */
    public static final String DEFAULT_TENANT = "default";

    /** Checks the limits and takes copies. */
    public RunRequest {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(params, "params");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(sla, "sla");
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(carried, "carried");
        labels = Map.copyOf(labels);
        if (labels.size() > 32) {
            throw new IllegalArgumentException("at most 32 labels, not " + labels.size());
        }
        if (priority < -100 || priority > 100) {
            throw new IllegalArgumentException("priority is from -100 to 100, not " + priority);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is not negative: " + delay);
        }
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("timeout is positive, not " + timeout);
        }
    }

    /** Goes together with no other, and belongs to no parent. */
    public RunRequest(
            String task,
            String params,
            Map<String, String> labels,
            String tenant,
            SlaClass sla,
            int priority,
            Duration delay,
            Duration timeout,
            RetryPolicy retry,
            String idempotencyKey,
            String traceparent,
            String parent,
            String trigger,
            Deadline deadline,
            String rerunOf,
            Concurrency concurrency) {
        this(
                task,
                params,
                labels,
                tenant,
                sla,
                priority,
                delay,
                timeout,
                retry,
                idempotencyKey,
                traceparent,
                parent,
                trigger,
                deadline,
                rerunOf,
                concurrency,
                null,
                null,
                Carried.NONE);
    }

    /** Without a concurrency key. */
    public RunRequest(
            String task,
            String params,
            Map<String, String> labels,
            String tenant,
            SlaClass sla,
            int priority,
            Duration delay,
            Duration timeout,
            RetryPolicy retry,
            String idempotencyKey,
            String traceparent,
            String parent,
            String trigger,
            Deadline deadline,
            String rerunOf) {
        this(
                task,
                params,
                labels,
                tenant,
                sla,
                priority,
                delay,
                timeout,
                retry,
                idempotencyKey,
                traceparent,
                parent,
                trigger,
                deadline,
                rerunOf,
                null);
    }

    /** Without a deadline, and no rerun. */
    public RunRequest(
            String task,
            String params,
            Map<String, String> labels,
            String tenant,
            SlaClass sla,
            int priority,
            Duration delay,
            Duration timeout,
            RetryPolicy retry,
            String idempotencyKey,
            String traceparent,
            String parent,
            String trigger) {
        this(
                task,
                params,
                labels,
                tenant,
                sla,
                priority,
                delay,
                timeout,
                retry,
                idempotencyKey,
                traceparent,
                parent,
                trigger,
                null,
                null);
    }

    /** A plain manual request. */
    public static RunRequest of(String task, String params) {
        return new RunRequest(
                task,
                params,
                Map.of(),
                DEFAULT_TENANT,
                SlaClass.SILVER,
                0,
                Duration.ZERO,
                null,
                null,
                null,
                null,
                null,
                "manual");
    }

    /** This request under an idempotency key. */
    public RunRequest withIdempotencyKey(String key) {
        return copy(params, delay, key, concurrency, joining, carried);
    }

    /** This request with a concurrency key. */
    public RunRequest withConcurrency(Concurrency with) {
        return copy(params, delay, idempotencyKey, with, joining, carried);
    }

    /** This request, which goes together with others. */
    public RunRequest withJoining(Joining with) {
        return copy(params, delay, idempotencyKey, concurrency, with, carried);
    }

    /** This request, with what goes along. */
    public RunRequest withCarried(Carried with) {
        return copy(params, delay, idempotencyKey, concurrency, joining, with);
    }

    /** This request with other parameters, to start later. */
    public RunRequest with(String otherParams, Duration otherDelay) {
        return copy(otherParams, otherDelay, idempotencyKey, concurrency, joining, carried);
    }

    private RunRequest copy(
            String withParams,
            Duration withDelay,
            String key,
            Concurrency with,
            Joining how,
            Carried along) {
        return new RunRequest(
                task,
                withParams,
                labels,
                tenant,
                sla,
                priority,
                withDelay,
                timeout,
                retry,
                key,
                traceparent,
                parent,
                trigger,
                deadline,
                rerunOf,
                with,
                how,
                kinship,
                along);
    }
}
