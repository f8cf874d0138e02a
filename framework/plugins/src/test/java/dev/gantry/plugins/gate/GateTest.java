package dev.gantry.plugins.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gantry.api.schema.Default;
import dev.gantry.plugins.catalog.OffersJson;
import dev.gantry.plugins.catalog.Promises;
import dev.gantry.plugins.catalog.Promises.Promise;
import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaException;
import dev.gantry.plugins.schema.SchemaWriter;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.Compatibility;
import dev.gantry.spi.plugin.Difference;
import dev.gantry.spi.plugin.PluginPlan.Touched;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.store.StoredRevision;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Version;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class GateTest {
    record Params(@Default("P7D") String age, @Default("false") boolean dry) {}

    record OnlyAge(@Default("P7D") String age) {}

    record LongerAge(@Default("P9D") String age, @Default("false") boolean dry) {}

    record Done(long deleted) {}

    record Counted(long kept) {}

    private final Map<String, List<Users.User>> users = new HashMap<>();
    private final Map<String, Long> open = new HashMap<>();
    private final Users known =
            new Users() {
                @Override
                public List<User> of(Kind kind, String id) {
                    return users.getOrDefault(kind + " " + id, List.of());
                }

                @Override
                public long open(String task) {
                    return open.getOrDefault(task, 0L);
                }
            };
    private final Gate gate = new Gate(known);

    private void schedules(String task, String... idAndParams) {
        List<Users.User> all = new ArrayList<>();
        for (int i = 0; i < idAndParams.length; i += 2) {
            all.add(new Users.User("schedule", idAndParams[i], idAndParams[i + 1]));
        }
        users.put(Kind.TASK + " " + task, all);
    }

    private static Promises promises(String version, Promise... terms) {
        return new Promises(Version.parseVersion(version), List.of(terms), Map.of());
    }

    private static Promise task(String id, Class<?> params, Class<?> result) {
        return new Promise(
                Kind.TASK, id, schema(params), schema(result), null, RetryPolicy.NONE, false);
    }

    private static Promise detector(String id, Class<?> config) {
        return new Promise(Kind.DETECTOR, id, schema(config), null, null, RetryPolicy.NONE, null);
    }

    private static Schema schema(Class<?> type) {
        try {
            return type == null ? null : Schema.parse(SchemaWriter.write(type));
        } catch (SchemaException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void letsInWhatIsTheSame() {
        Promises terms = promises("1.0.0", task("files.cleanup", Params.class, Done.class));
        GateResult result = gate.judge(terms, terms);
        assertEquals(new GateResult(Compatibility.COMPATIBLE, List.of(), Optional.empty()), result);
        assertNull(result.detail());
    }

    @Test
    void namesWhoReadsTheResult() {
        schedules("files.cleanup", "nightly", "{}");
        GateResult result =
                gate.judge(
                        promises("1.4.0", task("files.cleanup", Params.class, Done.class)),
                        promises("1.5.0", task("files.cleanup", Params.class, Counted.class)));
        assertEquals(Compatibility.BREAKING, result.compatibility());
        assertEquals(
                List.of(
                        new Difference(
                                Compatibility.BREAKING,
                                "task files.cleanup",
                                "result field `deleted` removed (was it renamed to `kept`?): used"
                                        + " by schedule nightly"),
                        new Difference(
                                Compatibility.COMPATIBLE,
                                "task files.cleanup",
                                "result field `kept` is new")),
                result.differences());
        assertEquals(
                "1 change breaks version 1.4.0 in service: result field `deleted` of task"
                        + " files.cleanup removed (was it renamed to `kept`?): used by schedule"
                        + " nightly: raise Bundle-Version to 2.0.0, or let it in with --override",
                result.refusal().orElseThrow());
        assertEquals(
                "breaking: task files.cleanup: result field `deleted` removed (was it renamed to"
                        + " `kept`?): used by schedule nightly\n"
                        + "compatible: task files.cleanup: result field `kept` is new",
                result.detail());
    }

    @Test
    void namesWhoseParametersDoNotFit() {
        schedules(
                "files.cleanup",
                "daily",
                "{\"age\":\"P1D\"}",
                "nightly",
                "{\"dry\":true}",
                "weekly",
                "{}");
        open.put("files.cleanup", 12L);
        GateResult result =
                gate.judge(
                        promises("1.4.0", task("files.cleanup", Params.class, Done.class)),
                        promises("1.5.0", task("files.cleanup", OnlyAge.class, Done.class)));
        assertEquals(
                "parameter `dry` removed: does not fit what is set in schedule nightly, 12 runs"
                        + " wait for it",
                result.differences().getFirst().sentence());
        schedules("files.cleanup", "daily", "{\"age\":\"P1D\"}", "weekly", "{}");
        open.put("files.cleanup", 1L);
        assertEquals(
                "parameter `dry` removed: fits what is set in schedules daily and weekly, 1 run"
                        + " waits for it",
                gate.judge(
                                promises("1.4.0", task("files.cleanup", Params.class, Done.class)),
                                promises("1.5.0", task("files.cleanup", OnlyAge.class, Done.class)))
                        .differences()
                        .getFirst()
                        .sentence());
    }

    @Test
    void namesWhoRelyOnADefault() {
        schedules("files.cleanup", "daily", "{\"age\":\"P1D\"}", "weekly", "{\"age\":null}");
        GateResult result =
                gate.judge(
                        promises("1.4.0", task("files.cleanup", Params.class, Done.class)),
                        promises("1.5.0", task("files.cleanup", LongerAge.class, Done.class)));
        assertEquals(
                List.of(
                        new Difference(
                                Compatibility.NEW_RUNS_ONLY,
                                "task files.cleanup",
                                "parameter `age` has the default \"P9D\", before \"P7D\": not set"
                                        + " in schedule weekly")),
                result.differences());
        assertEquals(Compatibility.NEW_RUNS_ONLY, result.compatibility());
        assertEquals(Optional.empty(), result.refusal());
    }

    @Test
    void countsNoFurtherThanItLooks() {
        schedules(
                "b", "s1", "{}", "s2", "{}", "s3", "{}", "s4", "{}", "s5", "{}", "s6", "{}", "s7",
                "{}");
        open.put("b", 1000L);
        users.put(
                Kind.DETECTOR + " disk",
                List.of(new Users.User("check", "root", "{\"age\":\"\"}")));
        GateResult result =
                gate.judge(
                        promises(
                                "0.3.1",
                                task("a", Params.class, Done.class),
                                task("b", Params.class, Done.class),
                                task("c", Params.class, Done.class),
                                detector("disk", OnlyAge.class),
                                task("d", Params.class, Done.class)),
                        promises("0.3.2", task("d", Params.class, null)));
        assertEquals(
                "5 changes break version 0.3.1 in service: task a no longer offered; task b no"
                        + " longer offered: used by schedules s1, s2, s3 and 4 more, 1000 or more"
                        + " runs wait for it; task c no longer offered; and 2 more: raise"
                        + " Bundle-Version to 0.4.0, or let it in with --override",
                result.refusal().orElseThrow());
        assertEquals(
                "no longer offered: used by check root", result.differences().get(3).sentence());
        assertEquals("result removed", result.differences().get(4).sentence());
    }

    @Test
    void weighsWhatMattersToRunsInProgress() {
        Promise old = task("a", Params.class, Done.class);
        Promise next =
                new Promise(
                        Kind.TASK,
                        "a",
                        old.input(),
                        old.output(),
                        Duration.ofSeconds(5),
                        new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofMinutes(1)),
                        true);
        assertEquals(
                "NEW_RUNS_ONLY works in phases now; NEW_RUNS_ONLY timeout changed from none to"
                        + " PT5S; COMPATIBLE retry changed from 1 attempt with waits of PT1S to"
                        + " PT5M to 3 attempts with waits of PT1S to PT1M",
                told(gate.judge(promises("1.0.0", old), promises("1.1.0", next))));
        assertEquals(
                "NEW_RUNS_ONLY no longer works in phases; NEW_RUNS_ONLY retry changed from 3"
                        + " attempts with waits of PT1S to PT1M to 1 attempt with waits of PT1S to"
                        + " PT5M; COMPATIBLE timeout changed from PT5S to none",
                told(gate.judge(promises("1.0.0", next), promises("1.1.0", old))));
        Promise unknown =
                new Promise(
                        Kind.TASK, "a", old.input(), old.output(), null, RetryPolicy.NONE, null);
        assertEquals("", told(gate.judge(promises("1.0.0", unknown), promises("1.1.0", old))));
    }

    private static String told(GateResult result) {
        return String.join(
                "; ",
                result.differences().stream().map(d -> d.weight() + " " + d.sentence()).toList());
    }

    @Test
    void weighsExportedPackages() {
        GateResult result =
                gate.judge(
                        new Promises(
                                new Version(1, 0, 0),
                                List.of(),
                                Map.of(
                                        "acme.a", new Version(1, 0, 0),
                                        "acme.b", new Version(1, 0, 0),
                                        "acme.c", new Version(1, 0, 0),
                                        "acme.d", new Version(1, 2, 0))),
                        new Promises(
                                new Version(1, 1, 0),
                                List.of(),
                                Map.of(
                                        "acme.b", new Version(2, 0, 0),
                                        "acme.c", new Version(1, 0, 1),
                                        "acme.d", new Version(1, 1, 0),
                                        "acme.e", new Version(1, 0, 0))));
        assertEquals(
                "breaking: package acme.a: no longer exported\n"
                        + "breaking: package acme.b: exported as 2.0.0, before 1.0.0\n"
                        + "breaking: package acme.d: exported as 1.1.0, before 1.2.0\n"
                        + "compatible: package acme.c: exported as 1.0.1, before 1.0.0\n"
                        + "compatible: package acme.e: is new",
                result.detail());
    }

    @ParameterizedTest
    @CsvSource({
        "1.4.0, 2.0.0, ",
        "1.4.0, 3.1.0, ",
        "1.4.0, 1.5.0, 2.0.0",
        "1.4.0, 1.4.1, 2.0.0",
        "2.0.0, 1.9.0, 3.0.0",
        "0.3.0, 0.4.0, ",
        "0.3.9, 0.3.10, 0.4.0",
        "0.4.0, 0.3.0, 0.5.0",
        "0.3.0, 1.0.0, ",
        "1.0.0, 0.9.0, 2.0.0",
        "1.4.0, 1.5.0.SNAPSHOT, ",
        "1.5.0.SNAPSHOT, 1.5.0, "
    })
    void letsABreakInUnderAMajorStepOnly(String inService, String next, String raise) {
        GateResult result =
                gate.judge(
                        promises(inService, task("a", Params.class, Done.class)), promises(next));
        assertEquals(Compatibility.BREAKING, result.compatibility());
        assertEquals(
                Optional.ofNullable(raise)
                        .map(
                                to ->
                                        "1 change breaks version "
                                                + inService
                                                + " in service: task a no longer offered: raise"
                                                + " Bundle-Version to "
                                                + to
                                                + ", or let it in with --override"),
                result.refusal());
    }

    @Test
    void readsRecordsWithoutPackagesAndPhases() {
        String old =
                """
                [{"kind":"task","id":"a","title":"A","description":"","input":{"type":"object",
                  "properties":{},"additionalProperties":false},"timeout":"PT5S",
                  "retry":{"attempts":2,"first":"PT1S","max":"PT1M"}},
                 {"kind":"task","id":"declared"}]
                """;
        Promises terms = OffersJson.promises(revision(old));
        assertEquals(new Version("1.2.3.x"), terms.version());
        assertEquals(1, terms.contributions().size());
        Promise task = terms.find(Kind.TASK, "a").orElseThrow();
        assertNull(task.phased());
        assertNull(task.output());
        assertEquals(Duration.ofSeconds(5), task.timeout());
        assertEquals(2, task.retry().attempts());
        assertEquals(Map.of(), terms.exports());
        String fresh = OffersJson.write(List.of(), Map.of("acme.api", new Version(1, 2, 0)));
        assertEquals(
                Map.of("acme.api", new Version(1, 2, 0)),
                OffersJson.promises(revision(fresh)).exports());
        assertEquals(List.of(), OffersJson.ids(fresh, Kind.TASK));
    }

    private static StoredRevision revision(String offers) {
        return new StoredRevision(
                "ab", "acme", "Acme", "1.2.3.x", "a.jar", "active", null, null, offers, 0);
    }

    @Test
    void tellsWhatIsTouched() {
        schedules("a", "daily", "{\"dry\":true}", "weekly", "{}");
        schedules("b", "hourly", "{}");
        open.put("a", 2L);
        open.put("b", 1L);
        Impact impact = new Impact(known);
        assertEquals(
                List.of(
                        new Touched(
                                "schedule",
                                "daily",
                                "what it sets does not fit version 2.0.0 (/dry unknown field,"
                                        + " there are: age), so it would fail: change it"),
                        new Touched("schedule", "weekly", "it would go on with version 2.0.0"),
                        new Touched(
                                "runs",
                                "a",
                                "2 open runs: those in progress would end on version 1.0.0, the"
                                        + " others would go to version 2.0.0"),
                        new Touched(
                                "schedule",
                                "hourly",
                                "its runs would be blocked, as version 2.0.0 does not offer b"),
                        new Touched(
                                "runs",
                                "b",
                                "1 open run would be blocked, as version 2.0.0 does not offer"
                                        + " b")),
                impact.of(
                        promises(
                                "1.0.0",
                                task("a", Params.class, Done.class),
                                task("b", Params.class, Done.class)),
                        promises("2.0.0", task("a", OnlyAge.class, Done.class))));
        assertEquals(
                List.of(
                        new Touched("schedule", "hourly", "it would work with version 1.0.0"),
                        new Touched("runs", "b", "1 open run would go to version 1.0.0")),
                impact.of(null, promises("1.0.0", task("b", Params.class, Done.class))));
    }
}
