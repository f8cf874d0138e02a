package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Schedules;
import dev.gantry.spi.schedule.Timing;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Schedules. */
@Component
public final class ScheduleResource implements Resource {
    private static final Set<String> MEMBERS =
            Set.of("task", "params", "every", "cron", "zone", "labels", "tenant", "paused");
    private static final int UPCOMING = 10;
    private static final int MAX_UPCOMING = 1000;

    private final Schedules schedules;
    private final Runs runs;

    /** Over the schedules of this Gantry and the runs that they start. */
    @Activate
    public ScheduleResource(@Reference Schedules schedules, @Reference Runs runs) {
        this.schedules = schedules;
        this.runs = runs;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listSchedules", this::list,
                "getSchedule", this::get,
                "putSchedule", this::put,
                "deleteSchedule", this::delete,
                "pauseSchedule", call -> ok(schedules.pause(call.path("id"))),
                "resumeSchedule", call -> ok(schedules.resume(call.path("id"))),
                "fireSchedule", this::fire,
                "upcomingFires", this::upcoming);
    }

    private Answer list(Call call) {
        List<Schedule> all =
                schedules.list().stream().sorted(Comparator.comparing(Schedule::id)).toList();
        return Paging.answer(call.query(), all, Schedule::id, ScheduleResource::json);
    }

    private Answer get(Call call) {
        Schedule found = find(call.path("id")).orElseThrow(() -> missing(call.path("id")));
        return Versioned.get(call, json(found), found.version());
    }

    private Answer put(Call call) throws IOException {
        String id = call.path("id");
        ScheduleSpec spec = spec(call.body(MEMBERS));
        OptionalLong current = version(id);
        Schedule made =
                Versioned.change(
                        call,
                        current,
                        expected -> Call.under("/params", () -> schedules.put(id, spec, expected)));
        return current.isPresent()
                ? ok(made)
                : Versioned.answer(201, json(made), made.version())
                        .with("Location", "/api/v1/schedules/" + id);
    }

    private Answer delete(Call call) {
        String id = call.path("id");
        return Versioned.change(
                call,
                version(id),
                expected -> {
                    schedules.delete(id);
                    return Answer.empty(204);
                });
    }

    private Answer fire(Call call) {
        String id = schedules.fire(call.path("id"));
        Run run =
                runs.find(id)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                Problem.unavailable(
                                                                "The run "
                                                                        + id
                                                                        + " is accepted, but cannot"
                                                                        + " be read now.")
                                                        .member("runId", id)));
        return Answer.json(202, RunJson.run(run)).with("Location", "/api/v1/runs/" + id);
    }

    private Answer upcoming(Call call) {
        int count = (int) call.query().number("count", UPCOMING, 1, MAX_UPCOMING);
        ObjectNode body = Json.object();
        ArrayNode items = body.putArray("items");
        for (Instant each : schedules.upcoming(call.path("id"), count)) {
            items.add(each.toString());
        }
        return Answer.json(200, body);
    }

    private OptionalLong version(String id) {
        return find(id).map(found -> OptionalLong.of(found.version())).orElse(OptionalLong.empty());
    }

    private Optional<Schedule> find(String id) {
        return schedules.find(id);
    }

    private static ProblemException missing(String id) {
        return new ProblemException(
                Problem.notFound(
                        "There is no schedule "
                                + id
                                + "; GET /api/v1/schedules lists those there are."));
    }

    private static ScheduleSpec spec(Body body) {
        String task = body.required("task");
        String params = body.json("params");
        Map<String, String> labels = body.texts("labels");
        String tenant = body.text("tenant", RunRequest.DEFAULT_TENANT);
        boolean paused = body.flag("paused", false);
        Duration every = body.duration("every", null);
        String cron = body.text("cron", null);
        ZoneId zone = zone(body);
        if (body.has("every") == body.has("cron")) {
            body.wrong(null, "give either every (PT10S) or cron (0 0 3 * * *)");
        }
        if (body.has("zone") && body.has("every")) {
            body.wrong("zone", "goes with cron; an interval has no zone");
        }
        return body.build(
                () ->
                        new ScheduleSpec(
                                task,
                                params,
                                every != null
                                        ? new Timing.Every(every)
                                        : new Timing.Cron(cron, zone),
                                labels,
                                tenant,
                                paused));
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

    private static Answer ok(Schedule schedule) {
        return Versioned.answer(200, json(schedule), schedule.version());
    }

    private static ObjectNode json(Schedule schedule) {
        ScheduleSpec spec = schedule.spec();
        ObjectNode node = Json.object();
        node.put("id", schedule.id());
        node.put("task", spec.task());
        Json.raw(node, "params", spec.params());
        switch (spec.timing()) {
            case Timing.Every every -> {
                node.put("every", every.interval().toString());
                node.putNull("cron");
                node.putNull("zone");
            }
            case Timing.Cron cron -> {
                node.putNull("every");
                node.put("cron", cron.expression());
                node.put("zone", cron.zone().equals(ZoneOffset.UTC) ? "UTC" : cron.zone().getId());
            }
        }
        Json.map(node, "labels", spec.labels());
        node.put("tenant", spec.tenant());
        node.put("paused", spec.paused());
        node.put("version", schedule.version());
        Json.put(node, "createdAt", schedule.createdAt());
        Json.put(node, "nextFire", schedule.nextFire());
        Json.put(node, "lastFire", schedule.lastFire());
        node.put("lastRun", schedule.lastRun());
        return node;
    }
}
