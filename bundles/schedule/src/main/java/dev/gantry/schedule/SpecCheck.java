package dev.gantry.schedule;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.schedule.RunRules;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Timing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Refuses specifications that cannot work. Thread-safe. */
final class SpecCheck {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final int PARAMS = 1024 * 1024;

    /** Two more name the schedule and the fire time. */
    private static final int LABELS = 30;

    private static final int LABEL = 200;
    private static final int CALENDARS = 20;

    /** So many fire times are looked at. */
    private static final int AHEAD = 100;

    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Catalog catalog;
    private final Calendars calendars;

    SpecCheck(Catalog catalog, Calendars calendars) {
        this.catalog = catalog;
        this.calendars = calendars;
    }

    /**
     * The fire times of a specification that can work, but for its task and parameters.
     *
     * @param made when the schedule was made
     * @throws GantryException naming what is wrong
     */
    FireTimes times(String id, ScheduleSpec spec, Instant made, Instant now) {
        check(id, spec);
        referred(spec);
        FireTimes times = FireTimes.of(spec, made, calendars);
        if (!(spec.timing() instanceof Timing.Delay) && times.next(now).isEmpty()) {
            throw spec.rules().calendars()
                    ? Errors.invalid(
                            "/only",
                            "with these calendars it does not fire within ten years; look at only"
                                    + " and except")
                    : Errors.invalid(
                            "/daylightSaving/gap",
                            "all its fire times fall into gaps of the clock and are skipped;"
                                    + " choose another gap, as after");
        }
        jitter(times, spec.rules().jitter(), now);
        return times;
    }

    /** Put off by more than that, a fire would come after the next one, which takes its place. */
    private static void jitter(FireTimes times, Duration jitter, Instant now) {
        Optional<Instant> at = jitter.isZero() ? Optional.empty() : times.next(now);
        for (int i = 0; i < AHEAD && at.isPresent(); i++) {
            Optional<Instant> next = times.next(at.get());
            if (next.isPresent() && at.get().plus(jitter).isAfter(next.get())) {
                Duration between = Duration.between(at.get(), next.get());
                throw Errors.invalid(
                        "/jitter",
                        "jitter: expected at most the shortest time between two fires, "
                                + between
                                + " from "
                                + at.get()
                                + ", got "
                                + jitter
                                + "; shorten it, or have it fire less often");
            }
            at = next;
        }
    }

    private void referred(ScheduleSpec spec) {
        Map<String, List<String>> lists =
                Map.of("/only", spec.rules().only(), "/except", spec.rules().except());
        lists.forEach(
                (pointer, list) -> {
                    if (list.size() > CALENDARS) {
                        throw Errors.invalid(
                                pointer, "expected at most " + CALENDARS + " calendars");
                    }
                    for (int i = 0; i < list.size(); i++) {
                        if (calendars.days(list.get(i)).isEmpty()) {
                            throw unknown(pointer + "/" + i, list.get(i));
                        }
                    }
                });
        if (spec.rules().calendars() && spec.timing() instanceof Timing.Delay) {
            throw Errors.invalid(
                    spec.rules().only().isEmpty() ? "/except" : "/only",
                    "calendars go with every and cron; a delay counts from the end of the last"
                            + " run");
        }
    }

    private GantryException unknown(String pointer, String name) {
        Set<String> all = new TreeSet<>(calendars.names());
        String message =
                "there is no calendar "
                        + name
                        + "; put it into "
                        + CalendarFile.name(name)
                        + (all.isEmpty() ? "" : ", or choose of " + String.join(", ", all));
        return new GantryException(
                Code.REFUSED, message, List.of(new FieldError(pointer, message)));
    }

    /**
     * Refuses a task that there never was, and parameters that do not fit.
     *
     * @throws GantryException naming what is wrong
     */
    void task(ScheduleSpec spec) {
        if (catalog.find(Kind.TASK, spec.task()).isEmpty()) {
            throw catalog.unknown(Kind.TASK, spec.task());
        }
        List<FieldError> errors = catalog.validate(Kind.TASK, spec.task(), spec.params());
        if (!errors.isEmpty()) {
            FieldError first = errors.getFirst();
            throw new GantryException(
                    Code.REFUSED,
                    "the parameters do not fit "
                            + spec.task()
                            + ": "
                            + (first.pointer().isEmpty() ? "" : first.pointer() + ": ")
                            + first.message(),
                    errors.stream()
                            .map(e -> new FieldError("/params" + e.pointer(), e.message()))
                            .toList());
        }
    }

    /** Refuses what no run may have: the engine would refuse each of them later. */
    private static void check(String id, ScheduleSpec spec) {
        if (!ID.matcher(id).matches()) {
            throw new GantryException(
                    Code.INVALID,
                    "id \""
                            + id
                            + "\": expected lower-case letters, digits, dots and dashes, a letter"
                            + " or digit first, at most 100");
        }
        if (!TENANT.matcher(spec.tenant()).matches()) {
            throw Errors.invalid(
                    "/tenant",
                    "tenant: expected 1 to 63 letters, digits, dots, dashes and underscores, a"
                            + " letter or digit first");
        }
        if (spec.params().length() > PARAMS) {
            throw Errors.invalid(
                    "/params",
                    "params: expected at most "
                            + PARAMS
                            + " characters, got "
                            + spec.params().length()
                            + "; put the data elsewhere and pass its place");
        }
        labels(spec.labels());
        runs(spec.runs());
    }

    private static void runs(RunRules runs) {
        span("timeout", runs.timeout());
        span("deadline", runs.deadline());
        if (runs.retry() != null) {
            span("retry/max", runs.retry().max());
            span("retry/within", runs.retry().within());
        }
    }

    private static void span(String member, Duration span) {
        if (span != null && span.compareTo(LONGEST) > 0) {
            throw Errors.invalid(
                    "/" + member, member + ": expected at most " + LONGEST + ", got " + span);
        }
    }

    private static void labels(Map<String, String> labels) {
        if (labels.size() > LABELS) {
            throw Errors.invalid(
                    "/labels", "labels: expected at most " + LABELS + ", got " + labels.size());
        }
        if (labels.entrySet().stream().anyMatch(SpecCheck::tooLong)) {
            throw Errors.invalid(
                    "/labels",
                    "labels: expected names of 1 to "
                            + LABEL
                            + " characters and values of at most "
                            + LABEL);
        }
    }

    private static boolean tooLong(Map.Entry<String, String> label) {
        return label.getKey().isBlank()
                || label.getKey().length() > LABEL
                || label.getValue().length() > LABEL;
    }
}
