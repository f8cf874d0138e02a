package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Query;
import dev.gantry.http.Resource;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.schedule.Backfill;
import dev.gantry.spi.schedule.CalendarInfo;
import dev.gantry.spi.schedule.Preview;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Schedules;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Schedules. */
@Component
public final class ScheduleResource implements Resource {
    private static final Set<String> PAUSE = Set.of("note", "by");
    private static final Set<String> BACKFILL = Set.of("from", "to", "dryRun");

    /** Stands for the id of a schedule that is not stored yet. */
    private static final String PREVIEW = "preview";

    private static final int TRIES = 5;
    private static final int UPCOMING = 10;
    private static final int MAX_UPCOMING = 1000;

    private final Schedules schedules;
    private final Runs runs;
    private final Catalog catalog;

    /** Over the schedules of this Gantry and the runs that they start. */
    @Activate
    public ScheduleResource(
            @Reference Schedules schedules, @Reference Runs runs, @Reference Catalog catalog) {
        this.schedules = schedules;
        this.runs = runs;
        this.catalog = catalog;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.ofEntries(
                Map.entry("listSchedules", this::list),
                Map.entry("getSchedule", this::get),
                Map.entry("putSchedule", this::put),
                Map.entry("deleteSchedule", this::delete),
                Map.entry("pauseSchedule", this::pause),
                Map.entry("resumeSchedule", call -> ok(schedules.resume(id(call)))),
                Map.entry("fireSchedule", this::fire),
                Map.entry("upcomingFires", this::upcoming),
                Map.entry("previewSchedule", this::preview),
                Map.entry("previewSpec", this::previewSpec),
                Map.entry("backfillSchedule", this::backfill),
                Map.entry("listCalendars", this::calendars));
    }

    private Answer list(Call call) {
        Query query = call.query();
        int limit = query.limit();
        List<Schedule> found = seen(call, query.text("cursor"), limit + 1);
        List<Schedule> page = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? page.getLast().id() : null;
        return Paging.answer(page.stream().map(this::json).toList(), next);
    }

    /** The next ones that the caller sees. */
    private List<Schedule> seen(Call call, String after, int limit) {
        if (call.caller().everywhere()) {
            return schedules.list(after, limit);
        }
        List<Schedule> seen = new ArrayList<>();
        List<Schedule> part = schedules.list(after, limit);
        while (!part.isEmpty() && seen.size() < limit) {
            part.stream()
                    .filter(each -> call.caller().reaches(each.spec().tenant()))
                    .forEach(seen::add);
            part = schedules.list(part.getLast().id(), limit);
        }
        return seen.subList(0, Math.min(limit, seen.size()));
    }

    /** The id in the path, if the caller reaches that schedule, or there is none. */
    private String id(Call call) {
        String id = call.path("id");
        find(id).ifPresent(found -> call.reach(found.spec().tenant(), () -> missing(id)));
        return id;
    }

    private Answer get(Call call) {
        String id = id(call);
        Schedule found = find(id).orElseThrow(() -> missing(id));
        return Versioned.get(call, json(found), found.version());
    }

    private Answer put(Call call) throws IOException {
        id(call);
        ScheduleSpec given = ScheduleJson.spec(call);
        return change(
                call,
                (id, seen, version) -> {
                    if (!call.caller().everywhere() && schedules.unreadable(id)) {
                        throw missing(id); // it may be of any tenant
                    }
                    ScheduleSpec spec =
                            seen.map(before -> restored(given, before.spec())).orElse(given);
                    Schedule made = schedules.put(id, spec, version);
                    return seen.isPresent()
                            ? ok(made)
                            : Versioned.answer(201, json(made), made.version())
                                    .at("/api/v1/schedules/", id);
                });
    }

    private Answer delete(Call call) {
        return change(
                call,
                (id, seen, version) -> {
                    if (seen.isEmpty() && !call.caller().everywhere()) {
                        throw missing(id); // one that cannot be read may be of any tenant
                    }
                    schedules.delete(id, version);
                    return Answer.empty(204);
                });
    }

    /** What is done with the schedule that was looked at, or with none. */
    private interface Change {
        Answer apply(String id, Optional<Schedule> seen, OptionalLong version);
    }

    /**
     * Looks, judges by what was seen, and changes that very version. Whoever set no condition is
     * not told that somebody else was quicker: it begins again.
     */
    private Answer change(Call call, Change change) {
        String id = call.path("id");
        for (int tries = 1; ; tries++) {
            Optional<Schedule> seen = find(id);
            seen.ifPresent(found -> call.reach(found.spec().tenant(), () -> missing(id)));
            long version = seen.map(Schedule::version).orElse(0L);
            try {
                return Versioned.change(
                        call,
                        Versioned.present(version),
                        expected -> change.apply(id, seen, OptionalLong.of(version)));
            } catch (GantryException e) {
                if (e.code() != GantryException.Code.CONFLICT || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private Answer fire(Call call) {
        String id = schedules.fire(id(call));
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
        ObjectNode body = Json.object();
        ArrayNode items = body.putArray("items");
        for (Instant each : schedules.upcoming(id(call), count(call))) {
            items.add(each.toString());
        }
        return Answer.json(200, body);
    }

    private Answer pause(Call call) throws IOException {
        Body body = call.body(PAUSE);
        String note = body.text("note", "");
        String by = SteerResource.by(call, body);
        body.build(() -> note);
        return ok(schedules.pause(id(call), note, by));
    }

    private Answer preview(Call call) {
        Preview preview = schedules.preview(id(call), call.query().time("from"), count(call));
        return Answer.json(200, ScheduleJson.preview(preview));
    }

    private Answer previewSpec(Call call) throws IOException {
        ScheduleSpec spec = ScheduleJson.preview(call.body(ScheduleJson.MEMBERS));
        Preview preview = schedules.preview(PREVIEW, spec, call.query().time("from"), count(call));
        return Answer.json(200, ScheduleJson.preview(preview));
    }

    private Answer backfill(Call call) throws IOException {
        Body body = call.body(BACKFILL);
        Instant from = body.time("from");
        Instant to = body.time("to");
        boolean dryRun = body.flag("dryRun", false);
        body.build(() -> from);
        Backfill done = schedules.backfill(id(call), from, to, dryRun);
        ObjectNode node = Json.object();
        node.put("dryRun", done.dryRun());
        node.put("fires", done.fireTimes().size());
        node.put("made", done.made());
        node.put("known", done.known());
        node.put("waiting", done.waiting());
        Json.texts(node, "fireTimes", done.fireTimes().stream().map(Object::toString).toList());
        return Answer.json(200, node);
    }

    private Answer calendars(Call call) {
        return Paging.answer(
                call.query(), schedules.calendars(), CalendarInfo::name, ScheduleJson::calendar);
    }

    private static int count(Call call) {
        return (int) call.query().number("count", UPCOMING, 1, MAX_UPCOMING);
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

    /** What was shown for a secret is what it was before. */
    private ScheduleSpec restored(ScheduleSpec spec, ScheduleSpec before) {
        return new ScheduleSpec(
                spec.task(),
                catalog.restored(Kind.TASK, spec.task(), spec.params(), before.params()),
                spec.timing(),
                spec.labels(),
                spec.tenant(),
                spec.rules(),
                spec.runs(),
                spec.paused());
    }

    private ObjectNode json(Schedule schedule) {
        ScheduleSpec spec = schedule.spec();
        return ScheduleJson.schedule(
                schedule, catalog.shown(Kind.TASK, spec.task(), spec.params()));
    }

    private Answer ok(Schedule schedule) {
        return Versioned.answer(200, json(schedule), schedule.version());
    }
}
