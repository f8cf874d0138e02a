package dev.gantry.http;

import dev.gantry.spi.check.Card;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckBatch;
import dev.gantry.spi.check.CheckProblem;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Checks;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.schedule.Backfill;
import dev.gantry.spi.schedule.CalendarInfo;
import dev.gantry.spi.schedule.Preview;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.ScheduleStatus;
import dev.gantry.spi.schedule.Schedules;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** Schedules and checks in memory. */
final class FakeDefinitions {
    private FakeDefinitions() {}

    private static void expect(OptionalLong wanted, long there) {
        if (wanted.isPresent() && wanted.getAsLong() != there) {
            throw new GantryException(Code.CONFLICT, "It is there in version " + there + ".");
        }
    }

    private static GantryException missing(String id) {
        return new GantryException(Code.NOT_FOUND, "There is no " + id + ".");
    }

    private static void fits(String json) {
        if (json.contains("\"bad\"")) {
            throw new GantryException(
                    Code.REFUSED, "It does not fit.", List.of(new FieldError("/x", "is bad")));
        }
    }

    static final class FakeSchedules implements Schedules {
        final TreeMap<String, Schedule> all = new TreeMap<>();
        String unreadable = "";
        private final FakeRuns runs;

        /** What somebody else does between a caller's look and their change, once. */
        Runnable other;

        FakeSchedules(FakeRuns runs) {
            this.runs = runs;
        }

        @Override
        public List<Schedule> list() {
            return List.copyOf(all.values());
        }

        @Override
        public List<Schedule> list(String after, int limit) {
            return all.tailMap(after == null ? "" : after, false).values().stream()
                    .limit(limit)
                    .toList();
        }

        @Override
        public Optional<Schedule> find(String id) {
            return Optional.ofNullable(all.get(id));
        }

        @Override
        public boolean unreadable(String id) {
            return unreadable.equals(id);
        }

        @Override
        public Schedule put(String id, ScheduleSpec spec, OptionalLong ifVersion) {
            Call.under(
                    "/params",
                    () -> {
                        fits(spec.params());
                        return null;
                    });
            meanwhile();
            long there = all.containsKey(id) ? all.get(id).version() : 0;
            expect(ifVersion, there);
            Schedule made =
                    new Schedule(
                            id,
                            spec,
                            there + 1,
                            Fakes.NOW,
                            spec.paused() ? null : Fakes.NOW.plusSeconds(10),
                            null,
                            null,
                            status(spec.paused() ? "" : null, "api"));
            all.put(id, made);
            return made;
        }

        private void meanwhile() {
            Runnable once = other;
            other = null;
            if (once != null) {
                once.run();
            }
        }

        private static ScheduleStatus status(String note, String by) {
            return new ScheduleStatus(
                    note == null ? null : new ScheduleStatus.Pause(note, by, Fakes.NOW),
                    List.of("01run00000001"),
                    List.of(Fakes.NOW),
                    2,
                    1,
                    new ScheduleStatus.Skip(Fakes.NOW, Fakes.NOW, "it overlaps"),
                    null);
        }

        @Override
        public void delete(String id, OptionalLong ifVersion) {
            meanwhile();
            expect(ifVersion, all.containsKey(id) ? all.get(id).version() : 0);
            if (all.remove(id) == null) {
                throw missing(id);
            }
        }

        @Override
        public Schedule pause(String id, String note, String by) {
            Schedule paused = paused(id, true);
            Schedule noted =
                    new Schedule(
                            id,
                            paused.spec(),
                            paused.version(),
                            paused.createdAt(),
                            null,
                            null,
                            null,
                            status(note, by));
            all.put(id, noted);
            return noted;
        }

        @Override
        public Schedule resume(String id) {
            return paused(id, false);
        }

        private Schedule paused(String id, boolean paused) {
            ScheduleSpec spec = find(id).orElseThrow(() -> missing(id)).spec();
            return put(id, spec.withPaused(paused), OptionalLong.empty());
        }

        @Override
        public String fire(String id) {
            String task = find(id).orElseThrow(() -> missing(id)).spec().task();
            return runs.submit(RunRequest.of(task, "{}")).toCompletableFuture().join().id();
        }

        @Override
        public List<Instant> upcoming(String id, int count) {
            find(id).orElseThrow(() -> missing(id));
            return LongStream.rangeClosed(1, count).mapToObj(Fakes.NOW::plusSeconds).toList();
        }

        @Override
        public Preview preview(String id, Instant from, int count) {
            return preview(id, find(id).orElseThrow(() -> missing(id)).spec(), from, count);
        }

        @Override
        public Preview preview(String id, ScheduleSpec spec, Instant from, int count) {
            ZoneId zone = ZoneId.of("Europe/Berlin");
            return new Preview(
                    zone,
                    LongStream.rangeClosed(1, count)
                            .mapToObj((from == null ? Fakes.NOW : from)::plusSeconds)
                            .map(
                                    at ->
                                            new Preview.Fire(
                                                    at,
                                                    at.plusMillis(7),
                                                    at.atZone(zone).toOffsetDateTime(),
                                                    "it is odd"))
                            .toList(),
                    List.of(
                            new Preview.Gone(
                                    LocalDateTime.of(2026, 3, 29, 2, 30), "does not exist")));
        }

        @Override
        public Backfill backfill(String id, Instant from, Instant to, boolean dryRun) {
            find(id).orElseThrow(() -> missing(id));
            return new Backfill(List.of(from, to), dryRun ? 0 : 1, dryRun ? 0 : 1, 0, dryRun);
        }

        @Override
        public List<CalendarInfo> calendars() {
            return List.of(
                    new CalendarInfo(
                            "holidays",
                            "conf/calendars/holidays.yaml",
                            ZoneOffset.UTC,
                            Fakes.NOW,
                            List.of(LocalDate.of(2026, 12, 25)),
                            null,
                            List.of("nightly")));
        }
    }

    static final class FakeChecks implements Checks {
        private static final Set<String> MEMBERS =
                Set.of(
                        "title",
                        "detector",
                        "target",
                        "config",
                        "interval",
                        "timeout",
                        "retries",
                        "sla",
                        "conditions",
                        "damping",
                        "dependsOn",
                        "labels",
                        "page",
                        "reaction",
                        "paused");
        final Map<String, Check> all = new TreeMap<>();
        List<CheckProblem> problems = List.of();
        final CheckVerdict verdict =
                new CheckVerdict(
                        Fakes.NOW,
                        CheckStatus.WARN,
                        List.of("8 % free"),
                        Map.of("free.ratio", 0.08, "nothing", Double.NaN),
                        Duration.ofMillis(3),
                        Fakes.REVISION,
                        Fakes.VOTES);

        @Override
        public List<Check> list() {
            return List.copyOf(all.values());
        }

        @Override
        public Optional<Check> find(String id) {
            return Optional.ofNullable(all.get(id));
        }

        @Override
        public CheckSpec read(String json) {
            JsonNode node = Json.parse(json.getBytes(StandardCharsets.UTF_8));
            for (String name : node.propertyNames()) {
                if (!MEMBERS.contains(name)) {
                    throw invalid("/" + name, "unknown member; " + Nearest.hint(name, MEMBERS));
                }
            }
            Duration interval = Durations.parse(node.path("interval").asString("PT1M")).get();
            if (interval.toSeconds() < 1) {
                throw invalid("/interval", "expected a duration from PT1S");
            }
            if (!node.has("detector")) {
                throw invalid("/detector", "is missing");
            }
            Map<String, String> labels = new TreeMap<>();
            node.path("labels")
                    .properties()
                    .forEach(e -> labels.put(e.getKey(), e.getValue().stringValue()));
            return CheckSpec.of(
                            node.path("detector").stringValue(),
                            node.has("config") ? Json.text(node.get("config")) : "{}",
                            interval,
                            Durations.parse(node.path("timeout").asString("PT10S")).orElseThrow())
                    .shown(Card.labelled(labels))
                    .paused(node.path("paused").asBoolean(false));
        }

        private static GantryException invalid(String pointer, String message) {
            return new GantryException(
                    Code.INVALID, message, List.of(new FieldError(pointer, message)));
        }

        /** With what a test of the API needs. */
        @Override
        public String write(CheckSpec spec) {
            ObjectNode node = Json.object();
            for (String name : List.of("title", "target", "page")) {
                node.put(name, "");
            }
            node.put("detector", spec.detector());
            node.put("retries", spec.pace().retries()).put("sla", "P1");
            node.putArray("conditions");
            node.putArray("dependsOn");
            node.putObject("damping").put("bad", 1).put("good", 1);
            node.putNull("reaction");
            Json.raw(node, "config", spec.config());
            Json.put(node, "interval", spec.interval());
            Json.put(node, "timeout", spec.timeout());
            Json.map(node, "labels", spec.labels());
            return Json.text(node.put("paused", spec.paused()));
        }

        @Override
        public String schema() {
            return "{}";
        }

        @Override
        public CheckBatch apply(String name, String yaml, boolean dry) {
            boolean bad = yaml.contains("bad");
            CheckProblem problem =
                    new CheckProblem(name, 2, "/checks/0/interval", "expected a duration", true);
            return new CheckBatch(List.of("a"), bad ? List.of(problem) : List.of(), 1);
        }

        @Override
        public Check pause(String id, boolean paused) {
            Check old = find(id).orElseThrow(() -> missing(id));
            return put(id, old.spec().paused(paused), OptionalLong.empty());
        }

        @Override
        public CompletableFuture<CheckVerdict> run(String id) {
            return all.get(id).spec().paused()
                    ? new CompletableFuture<>()
                    : CompletableFuture.completedFuture(verdict);
        }

        @Override
        public List<CheckProblem> problems() {
            return problems;
        }

        @Override
        public Check put(String id, CheckSpec spec, OptionalLong ifVersion) {
            Call.under(
                    "/config",
                    () -> {
                        fits(spec.config());
                        return null;
                    });
            long there = all.containsKey(id) ? all.get(id).version() : 0;
            expect(ifVersion, there);
            Check made =
                    new Check(
                            id,
                            spec,
                            there + 1,
                            Fakes.NOW,
                            there == 0 ? null : verdict,
                            Fakes.NOW.plus(spec.interval()));
            all.put(id, made);
            return made;
        }

        @Override
        public void delete(String id, OptionalLong ifVersion) {
            expect(ifVersion, all.containsKey(id) ? all.get(id).version() : 0);
            if (all.remove(id) == null) {
                throw missing(id);
            }
        }

        @Override
        public List<CheckVerdict> verdicts(String id, int limit) {
            find(id).orElseThrow(() -> missing(id));
            return List.of(verdict);
        }
    }
}
