package dev.gantry.http.resource;

import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Json;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.schedule.CalendarInfo;
import dev.gantry.spi.schedule.DaylightSaving;
import dev.gantry.spi.schedule.FireRules;
import dev.gantry.spi.schedule.MissedPolicy;
import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.Preview;
import dev.gantry.spi.schedule.RunRules;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.ScheduleStatus;
import dev.gantry.spi.schedule.Timing;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Schedules in requests and answers. */
final class ScheduleJson {
    /** What a specification may have. */
    static final Set<String> MEMBERS =
            Set.of(
                    "task",
                    "params",
                    "every",
                    "cron",
                    "zone",
                    "delay",
                    "daylightSaving",
                    "missed",
                    "missedWindow",
                    "overlap",
                    "jitter",
                    "only",
                    "except",
                    "labels",
                    "tenant",
                    "timeout",
                    "deadline",
                    "retry",
                    "sla",
                    "priority",
                    "paused");

    private static final Set<String> SAVING = Set.of("gap", "overlap");

    private ScheduleJson() {}

    /** For a tenant that the caller reaches; theirs where they name none. */
    static ScheduleSpec spec(Call call) throws IOException {
        Body body = call.body(MEMBERS);
        String into = call.tenant(body.text("tenant", null));
        return spec(body, body.required("task"), into == null ? RunRequest.DEFAULT_TENANT : into);
    }

    /** A specification to tell fire times of; it may do without a task. */
    static ScheduleSpec preview(Body body) {
        return spec(body, body.text("task", ""), body.text("tenant", RunRequest.DEFAULT_TENANT));
    }

    private static ScheduleSpec spec(Body body, String task, String tenant) {
        String params = body.json("params");
        Map<String, String> labels = body.texts("labels");
        boolean paused = body.flag("paused", false);
        Optional<Timing> timing = timing(body);
        FireRules rules = rules(body);
        RunRules runs = runs(body);
        return body.build(
                () ->
                        new ScheduleSpec(
                                task,
                                params,
                                timing.orElseThrow(),
                                labels,
                                tenant,
                                rules,
                                runs,
                                paused));
    }

    private static RunRules runs(Body body) {
        RunRules usual = RunRules.DEFAULT;
        Duration timeout = body.duration("timeout", null);
        Duration deadline = body.duration("deadline", null);
        RetryPolicy retry = RetryJson.read(body);
        SlaClass sla = body.constant("sla", SlaClass.class, usual.sla());
        int priority = body.integer("priority", usual.priority());
        return body.build(() -> new RunRules(timeout, deadline, retry, sla, priority));
    }

    /** Empty if it is wrong. */
    private static Optional<Timing> timing(Body body) {
        Duration every = body.duration("every", null);
        Duration delay = body.duration("delay", null);
        String cron = body.text("cron", null);
        ZoneId zone = zone(body);
        DaylightSaving saving = saving(body);
        if (Stream.of("every", "cron", "delay").filter(body::has).count() != 1) {
            body.wrong(
                    null,
                    "give one of every (PT10S), cron (0 0 3 * * *) and delay (PT10S after the end"
                            + " of the last run)");
            return Optional.empty();
        }
        for (String name : List.of("zone", "daylightSaving")) {
            if (body.has(name) && !body.has("cron")) {
                body.wrong(name, "goes with cron; an interval has no zone");
            }
        }
        try {
            return every != null
                    ? Optional.of(new Timing.Every(every))
                    : delay != null
                            ? Optional.of(new Timing.Delay(delay))
                            : cron != null
                                    ? Optional.of(new Timing.Cron(cron, zone, saving))
                                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            body.wrong(every != null ? "every" : "delay", e.getMessage());
            return Optional.empty();
        }
    }

    private static DaylightSaving saving(Body body) {
        return body.object("daylightSaving", SAVING)
                .map(
                        its ->
                                new DaylightSaving(
                                        its.constant("gap", DaylightSaving.Gap.class, null),
                                        its.constant(
                                                "overlap", DaylightSaving.Overlap.class, null)))
                .orElse(DaylightSaving.DEFAULT);
    }

    private static FireRules rules(Body body) {
        FireRules usual = FireRules.DEFAULT;
        MissedPolicy missed = body.constant("missed", MissedPolicy.class, usual.missed());
        Duration window = body.duration("missedWindow", null);
        Duration jitter = body.duration("jitter", Duration.ZERO);
        if (window != null && missed == MissedPolicy.NONE) {
            body.wrong("missedWindow", "goes with missed: last or all; with none there is none");
        }
        if (window != null && window.compareTo(FireRules.LATE) < 0) {
            body.wrong("missedWindow", "expected at least " + FireRules.LATE + ", got " + window);
            window = null;
        }
        if (jitter.compareTo(FireRules.LONGEST_JITTER) > 0) {
            body.wrong(
                    "jitter", "expected at most " + FireRules.LONGEST_JITTER + ", got " + jitter);
            jitter = Duration.ZERO;
        }
        return new FireRules(
                missed,
                window,
                body.constant("overlap", OverlapPolicy.class, usual.overlap()),
                jitter,
                body.list("only"),
                body.list("except"));
    }

    private static ZoneId zone(Body body) {
        String text = body.text("zone", null);
        if (text == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            body.wrong("zone", "expected a time zone such as Europe/Berlin, got " + text);
            return ZoneOffset.UTC;
        }
    }

    /**
     * A schedule.
     *
     * @param params as they may be shown
     */
    static ObjectNode schedule(Schedule schedule, String params) {
        ScheduleSpec spec = schedule.spec();
        ObjectNode node = Json.object();
        node.put("id", schedule.id());
        node.put("task", spec.task());
        Json.raw(node, "params", params);
        timing(node, spec.timing());
        rules(node, spec.rules());
        Json.map(node, "labels", spec.labels());
        node.put("tenant", spec.tenant());
        Json.put(node, "timeout", spec.runs().timeout());
        Json.put(node, "deadline", spec.runs().deadline());
        RetryJson.put(node, spec.runs().retry());
        Json.lower(node, "sla", spec.runs().sla());
        node.put("priority", spec.runs().priority());
        node.put("paused", spec.paused());
        node.put("version", schedule.version());
        Json.put(node, "createdAt", schedule.createdAt());
        Json.put(node, "nextFire", schedule.nextFire());
        Json.put(node, "lastFire", schedule.lastFire());
        node.put("lastRun", schedule.lastRun());
        status(node, schedule.status());
        return node;
    }

    private static void timing(ObjectNode node, Timing timing) {
        for (String name : List.of("every", "cron", "zone", "delay", "daylightSaving")) {
            node.putNull(name);
        }
        switch (timing) {
            case Timing.Every every -> node.put("every", every.interval().toString());
            case Timing.Delay delay -> node.put("delay", delay.delay().toString());
            case Timing.Cron cron -> {
                node.put("cron", cron.expression());
                node.put("zone", zone(cron.zone()));
                ObjectNode saving = node.putObject("daylightSaving");
                constant(saving, "gap", cron.daylightSaving().gap());
                constant(saving, "overlap", cron.daylightSaving().overlap());
            }
        }
    }

    private static void rules(ObjectNode node, FireRules rules) {
        constant(node, "missed", rules.missed());
        Json.put(node, "missedWindow", rules.window());
        constant(node, "overlap", rules.overlap());
        Json.put(node, "jitter", rules.jitter());
        Json.texts(node, "only", rules.only());
        Json.texts(node, "except", rules.except());
    }

    private static void status(ObjectNode node, ScheduleStatus status) {
        if (status.pause() == null) {
            node.putNull("pause");
        } else {
            ObjectNode pause = node.putObject("pause");
            pause.put("note", status.pause().note());
            pause.put("by", status.pause().by());
            Json.put(pause, "since", status.pause().since());
        }
        Json.texts(node, "running", status.running());
        Json.texts(node, "waiting", status.waiting().stream().map(Object::toString).toList());
        node.put("skipped", status.skipped());
        node.put("missedFires", status.missed());
        if (status.lastSkip() == null) {
            node.putNull("lastSkip");
        } else {
            ObjectNode skip = node.putObject("lastSkip");
            Json.put(skip, "fireTime", status.lastSkip().fireTime());
            Json.put(skip, "at", status.lastSkip().at());
            skip.put("reason", status.lastSkip().reason());
        }
        node.put("problem", status.problem());
    }

    static ObjectNode preview(Preview preview) {
        ObjectNode node = Json.object();
        node.put("zone", zone(preview.zone()));
        ArrayNode items = node.putArray("items");
        for (Preview.Fire fire : preview.fires()) {
            ObjectNode one = items.addObject();
            Json.put(one, "fireTime", fire.at());
            Json.put(one, "dueAt", fire.due());
            Json.put(one, "local", fire.local());
            one.put("daylightSaving", fire.change());
        }
        ArrayNode gone = node.putArray("skipped");
        for (Preview.Gone each : preview.skipped()) {
            ObjectNode one = gone.addObject();
            Json.put(one, "local", each.local());
            one.put("reason", each.reason());
        }
        return node;
    }

    static ObjectNode calendar(CalendarInfo calendar) {
        ObjectNode node = Json.object();
        node.put("name", calendar.name());
        node.put("file", calendar.file());
        node.put("zone", calendar.zone() == null ? null : zone(calendar.zone()));
        Json.put(node, "since", calendar.since());
        Json.texts(node, "next", calendar.next().stream().map(Object::toString).toList());
        node.put("problem", calendar.problem());
        Json.texts(node, "usedBy", calendar.usedBy());
        return node;
    }

    private static String zone(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    private static void constant(ObjectNode node, String name, Enum<?> value) {
        node.put(name, value == null ? null : value.name().toLowerCase(Locale.ROOT));
    }
}
