package dev.gantry.engine;

import dev.gantry.api.context.TraceContext;
import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.store.NewRun;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks requests and makes the rows to store. Thread-safe. */
final class Submission {
    private static final int MAX_TEXT = 200;
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final Catalog catalog;
    private final RunIds ids;
    private final RowCodec codec;
    private final InstantSource clock;
    private final long queueLimit;
    private final LiveRuns lives;
    private final Lanes lanes;
    private final TaskBook tasks;
    private final PayloadFiles payloads;

    Submission(
            Catalog catalog,
            RunIds ids,
            RowCodec codec,
            InstantSource clock,
            long queueLimit,
            Backlog backlog,
            PayloadFiles payloads) {
        this.catalog = catalog;
        this.ids = ids;
        this.codec = codec;
        this.clock = clock;
        this.queueLimit = queueLimit;
        this.lives = backlog.lives();
        this.lanes = backlog.lanes();
        this.tasks = backlog.tasks();
        this.payloads = payloads;
    }

    /**
     * The row to store; its place in the queue is taken, and the run is among the live ones.
     *
     * @throws GantryException if the request is refused
     */
    NewRun prepare(RunRequest request) {
        check(request, request.params());
        RunSpec asked = RunSpec.of(request);
        Instant deadline = deadline(request);
        RunSpec spec = deadline == null ? asked : asked.withDeadline(deadline);
        String json = spec.json(codec.mapper());
        boolean child = request.kinship() != null;
        admit(request, child);
        String key = request.idempotencyKey();
        long id = ids.next();
        NewRun run =
                new NewRun(
                        id,
                        request.task(),
                        request.tenant(),
                        clock.millis() + request.delay().toMillis(),
                        kept(id, request),
                        json,
                        key,
                        key == null ? null : fingerprint(request, asked),
                        deadline == null ? 0 : deadline.toEpochMilli(),
                        request.sla(),
                        request.priority(),
                        child ? RunIds.known(request.parent()) : 0,
                        child ? request.kinship().name() : null);
        LiveRun live = new LiveRun(run, json == null ? RunSpec.DEFAULT : spec);
        lanes.opened(live);
        lives.add(live);
        return run;
    }

    /**
     * A request goes into a run that is there already, which is to be run with these parameters.
     *
     * @throws GantryException if it is refused
     */
    void join(RunRequest request, String params) {
        check(request, params);
    }

    /** How many characters parameters may have. */
    int longest() {
        return payloads.limits().max();
    }

    /**
     * A request that may go into a run that is there is bounded as others are.
     *
     * @throws GantryException if its tenant submits too much
     */
    void pass(RunRequest request) {
        tenant(request.tenant());
        lanes.tenants().of(request.tenant()).pass(clock.millis());
    }

    /** Takes a place in the queue, if there is one. */
    private void admit(RunRequest request, boolean child) {
        if (lives.open().incrementAndGet() > (child ? 2 : 1) * queueLimit) {
            lives.open().decrementAndGet();
            throw new GantryException(
                    GantryException.Code.OVERLOADED,
                    "The queue is full: "
                            + queueLimit
                            + " runs are open; try again later, or raise"
                            + " gantry.engine.queue.limit",
                    lanes.drained().untilOne());
        }
        try {
            tasks.admit(request.task());
        } catch (GantryException e) {
            lives.open().decrementAndGet();
            throw e;
        }
        try {
            if (child) {
                lanes.tenants().of(request.tenant()).admitChild();
            } else {
                lanes.tenants()
                        .of(request.tenant())
                        .admit(clock.millis(), request.joining() == null);
            }
        } catch (GantryException e) {
            lives.open().decrementAndGet();
            tasks.closed(request.task());
            throw e;
        }
    }

    /** What the row of a run that was let in gets. */
    private String kept(long id, RunRequest request) {
        try {
            return keep(id, request.params());
        } catch (GantryException e) {
            lives.open().decrementAndGet();
            tasks.closed(request.task());
            lanes.tenants().of(request.tenant()).open().decrementAndGet();
            throw e;
        }
    }

    /** What the row gets. */
    String keep(long id, String params) {
        return payloads.keep(id, PayloadFiles.Kind.PARAMS, params);
    }

    /** What was given, of what the row has. */
    String given(long id, String kept) {
        return payloads.open(id, kept);
    }

    private Instant deadline(RunRequest request) {
        if (request.deadline() == null) {
            return null;
        }
        Instant now = Instant.ofEpochMilli(clock.millis());
        Instant latest = now.plus(Span.LONGEST);
        if (request.deadline() instanceof Deadline.Within within) {
            span("The deadline", within.span());
        }
        Instant deadline = request.deadline().from(now).truncatedTo(ChronoUnit.MILLIS);
        if (!deadline.isAfter(now) || deadline.isAfter(latest)) {
            throw invalid(
                    "The deadline lies between now and "
                            + latest.truncatedTo(ChronoUnit.SECONDS)
                            + ", not at "
                            + deadline);
        }
        return deadline;
    }

    private void check(RunRequest request, String params) {
        checkTask(request.task());
        tenant(request.tenant());
        for (Map.Entry<String, String> label : request.labels().entrySet()) {
            if (label.getKey().isBlank()) {
                throw invalid("A label's name has 1 to " + MAX_TEXT + " characters");
            }
            limit("A label's name", label.getKey());
            limit("The value of label " + label.getKey(), label.getValue());
        }
        limit("The idempotency key", request.idempotencyKey());
        limit("The trigger", request.trigger());
        limit("The parent's id", request.parent());
        if (request.concurrency() != null) {
            storable("The concurrency key", request.concurrency().key());
        }
        if (request.idempotencyKey() != null && request.idempotencyKey().isBlank()) {
            throw invalid("The idempotency key is blank; leave it out or choose one");
        }
        span("The delay", request.delay());
        span("The timeout", request.timeout());
        if (request.retry() != null) {
            span("The longest wait of retry", request.retry().max());
            span("The time within which retry goes on", request.retry().within());
        }
        traceparent(request.traceparent());
        fit(request.task(), params);
    }

    /**
     * @throws GantryException if no plugin ever offered a task type
     */
    void checkTask(String type) {
        if (catalog.find(Kind.TASK, type).isEmpty()) {
            throw catalog.unknown(Kind.TASK, type);
        }
    }

    private void length(String params) {
        if (params.length() > payloads.limits().max()) {
            throw invalid(
                    "The parameters have "
                            + params.length()
                            + " characters, more than "
                            + payloads.limits().max()
                            + " (gantry.engine.payload.max); put the data elsewhere and pass its place");
        }
    }

    /**
     * @throws GantryException if no tenant can have this name
     */
    static void tenant(String name) {
        if (!name.equals(RunRequest.DEFAULT_TENANT) && !TENANT.matcher(name).matches()) {
            throw invalid(
                    "The tenant's name has 1 to 63 letters, digits, dots, dashes and underscores,"
                            + " and begins with a letter or digit");
        }
    }

    /** Parameters in which what is shown for a secret is what it was before. */
    String restored(String task, String params, String before) {
        return catalog.restored(Kind.TASK, task, params, before);
    }

    /**
     * @throws GantryException if these parameters do not fit a task type
     */
    void fit(String task, String params) {
        length(params);
        List<FieldError> wrong = catalog.validate(Kind.TASK, task, params);
        if (!wrong.isEmpty()) {
            FieldError first = wrong.getFirst();
            throw new GantryException(
                    GantryException.Code.REFUSED,
                    "The parameters do not fit task "
                            + task
                            + ": "
                            + (first.pointer().isEmpty() ? "" : first.pointer() + ": ")
                            + first.message()
                            + (wrong.size() == 1 ? "" : " (and " + (wrong.size() - 1) + " more)"),
                    wrong);
        }
    }

    private static void limit(String what, String text) {
        if (text == null) {
            return;
        }
        if (text.length() > MAX_TEXT) {
            throw invalid(what + " has at most " + MAX_TEXT + " characters, not " + text.length());
        }
        storable(what, text);
    }

    private static void storable(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw invalid(what + " holds the character U+0000; leave it out");
        }
    }

    private static void span(String what, Duration span) {
        if (Span.tooLong(span)) {
            throw invalid(what + " is at most " + Span.LONGEST + ", not " + span);
        }
    }

    private static void traceparent(String traceparent) {
        if (traceparent != null) {
            try {
                TraceContext.parse(traceparent);
            } catch (IllegalArgumentException e) {
                throw invalid(e.getMessage());
            }
        }
    }

    private static GantryException invalid(String message) {
        return new GantryException(GantryException.Code.INVALID, message);
    }

    /** What tells a repeated request from another one: all but who calls, and the trace. */
    private String fingerprint(RunRequest request, RunSpec spec) {
        String all =
                String.join(
                        "\n",
                        request.task(),
                        request.delay().toString(),
                        String.valueOf(spec.wish().json(codec.mapper())),
                        request.params());
        if (request.deadline() != null) {
            all += "\n" + request.deadline();
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
