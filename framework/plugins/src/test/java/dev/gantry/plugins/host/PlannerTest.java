package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.Compatibility;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.PluginPlan.Action;
import dev.gantry.spi.plugin.PluginPlan.Touched;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.ScheduleStatus;
import dev.gantry.spi.schedule.Schedules;
import dev.gantry.spi.schedule.Timing;
import dev.gantry.spi.store.StoredPolicy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class PlannerTest extends PlannerFixture {
    private static final Path SAMPLES = Path.of("../../sample-plugins/broken");

    private void schedule(String id, String task, String params) {
        ScheduleSpec spec =
                new ScheduleSpec(
                        task,
                        params,
                        new Timing.Every(Duration.ofHours(1)),
                        Map.of(),
                        "default",
                        false);
        Schedule schedule =
                new Schedule(id, spec, 1, Instant.EPOCH, null, null, null, ScheduleStatus.NEW);
        gantry.context()
                .registerService(
                        Schedules.class,
                        (Schedules)
                                Proxy.newProxyInstance(
                                        Schedules.class.getClassLoader(),
                                        new Class<?>[] {Schedules.class},
                                        (proxy, method, arguments) ->
                                                method.getName().equals("list")
                                                        ? List.of(schedule)
                                                        : method.invoke(this, arguments)),
                        null);
    }

    @Test
    void installsWhatIsNew() throws Exception {
        Path jar = Jars.hello(home.resolve("hello.jar"), "1.0.0");
        PluginPlan plan = gantry.plan(jar);
        assertEquals(
                new PluginPlan(
                        "hello.jar",
                        Vault.hash(jar),
                        "acme.hello",
                        "1.0.0",
                        Action.INSTALL,
                        "acme.hello 1.0.0 would become active",
                        null,
                        null,
                        List.of(),
                        List.of("hello.greet"),
                        List.of(),
                        List.of(),
                        plan.signature(),
                        Needs.NONE,
                        List.of()),
                plan);
        assertFalse(plan.signature().trusted());
        gantry.store.open.put("hello.greet", 3L);
        schedule("nightly", "hello.greet", "{\"nam\":\"x\"}");
        assertEquals(
                List.of(
                        new Touched(
                                "schedule",
                                "nightly",
                                "what it sets does not fit version 1.0.0 (/nam unknown field, did"
                                        + " you mean \"name\"?), so it would fail: change it"),
                        new Touched(
                                "runs", "hello.greet", "3 open runs would go to version 1.0.0")),
                gantry.plan(jar).touched());
    }

    @Test
    void runsNothingOfThePlugin() throws Exception {
        Path sprung = Files.createDirectories(home.resolve("sprung"));
        System.setProperty("acme.trap", sprung.toString());
        try {
            Path jar =
                    Jars.build(
                            home.resolve("trap.jar"),
                            "Bundle-SymbolicName",
                            "acme.trap",
                            "Bundle-Version",
                            "1.0.0",
                            "Bundle-Activator",
                            "acme.trap.Start",
                            "Bundle-ActivationPolicy",
                            "lazy",
                            "Private-Package",
                            "acme.trap");
            PluginPlan plan = gantry.plan(jar);
            assertEquals("acme.trap 1.0.0 would become active", plan.sentence());
            assertEquals(List.of("trap.task"), plan.tasks());
            assertEquals(List.of(), list(sprung));

            // the traps work, and what is read with the code is what is read without it
            gantry.serve(jar);
            assertTrue(list(sprung).containsAll(List.of("activator-class", "start1")));
            assertTrue(list(sprung).contains("annotation-enum"), list(sprung).toString());
            Path next =
                    Jars.build(
                            home.resolve("next.jar"),
                            "Bundle-SymbolicName",
                            "acme.trap",
                            "Bundle-Version",
                            "1.0.1",
                            "Private-Package",
                            "acme.trap");
            List<String> before = list(sprung);
            PluginPlan same = gantry.plan(next);
            assertEquals(
                    "acme.trap 1.0.1 would take new work from version 1.0.0: it is compatible",
                    same.sentence());
            assertEquals(List.of(), same.differences());
            assertEquals(before, list(sprung));
        } finally {
            System.clearProperty("acme.trap");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"missing-import", "bad-manifest", "truncated", "not-a-jar", "no-schema"})
    void rejectsWithTheSentenceOfTheDeploy(String sample) throws Exception {
        String readme = Files.readString(SAMPLES.resolve(sample).resolve("README.md"));
        PluginPlan plan =
                gantry.planner(Duration.ofSeconds(20))
                        .plan(SAMPLES.resolve("target").resolve(sample + ".jar"), sample + ".jar");
        assertEquals(Action.REJECT, plan.action());
        assertEquals(readme.split("```")[1].strip().split(": rejected: ", 2)[1], plan.sentence());
        assertNull(plan.replaces());
    }

    @Test
    void rejectsWhatItMayNotUse() throws Exception {
        assertEquals(
                "its manifest has DynamicImport-Package, which plugins may not use: pack what it"
                        + " needs inside the JAR",
                rejected("DynamicImport-Package", "*"));
        assertEquals("its id platform belongs to Gantry itself: choose another one", platformId());
        assertEquals(
                "it needs the capability acme.nothing (x=1), which nobody offers: remove the"
                        + " requirement from its manifest",
                rejected("Require-Capability", "acme.nothing;filter:=\"(x=1)\""));
    }

    private String rejected(String header, String value) throws Exception {
        PluginPlan plan =
                gantry.plan(
                        Jars.build(
                                home.resolve("x.jar"),
                                "Bundle-SymbolicName",
                                "acme.x",
                                "Private-Package",
                                "acme.hello",
                                header,
                                value));
        assertEquals(Action.REJECT, plan.action());
        return plan.sentence();
    }

    private String platformId() throws Exception {
        platform("Private-Package", "acme.hello");
        return gantry.plan(
                        Jars.build(
                                home.resolve("x.jar"),
                                "Bundle-SymbolicName",
                                "platform",
                                "Private-Package",
                                "acme.hello"))
                .sentence();
    }

    @Test
    void doesNothingWithTheSameContent() throws Exception {
        Path jar = files("files.jar", "1.0.0", "acme.files1");
        gantry.serve(jar);
        PluginPlan plan = gantry.plan(jar);
        assertEquals(Action.NOTHING, plan.action());
        assertEquals(
                "the same content is there already as files.jar, and it is active",
                plan.sentence());
        assertEquals("acme.files", plan.plugin());
    }

    @Test
    void rejectsOtherContentOfTheSameVersion() throws Exception {
        gantry.serve(files("files.jar", "1.0.0", "acme.files1"));
        PluginPlan plan = gantry.plan(files("other.jar", "1.0.0", "acme.files2"));
        assertEquals(Action.REJECT, plan.action());
        assertEquals(
                "version 1.0.0 is there already with other content (files.jar, and this is"
                        + " other.jar): raise Bundle-Version",
                plan.sentence());
    }

    @Test
    void rejectsABreakAndSaysWhomItHits() throws Exception {
        gantry.serve(files("files.jar", "1.4.0", "acme.files1"));
        schedule("nightly", "files.cleanup", "{\"dry\":true}");
        gantry.store.open.put("files.empty", 12L);
        PluginPlan plan = gantry.plan(files("next.jar", "1.5.0", "acme.files2"));
        assertEquals(Action.REJECT, plan.action());
        assertEquals(Compatibility.BREAKING, plan.compatibility());
        assertEquals("1.4.0", plan.replaces().version());
        assertEquals(
                "3 changes break version 1.4.0 in service: parameter `dry` of task files.cleanup"
                        + " removed: does not fit what is set in schedule nightly; result field"
                        + " `deleted` of task files.cleanup removed: used by schedule nightly;"
                        + " task files.empty no longer offered: 12 runs wait for it: raise"
                        + " Bundle-Version to 2.0.0, or let it in with --override",
                plan.sentence());
        assertEquals(
                List.of(
                        new Touched(
                                "schedule",
                                "nightly",
                                "what it sets does not fit version 1.5.0 (/dry unknown field,"
                                        + " there are: age), so it would fail: change it"),
                        new Touched(
                                "runs",
                                "files.empty",
                                "12 open runs would be blocked, as version 1.5.0 does not offer"
                                        + " files.empty")),
                plan.touched());

        PluginPlan major = gantry.plan(files("next.jar", "2.0.0", "acme.files2"));
        assertEquals(Action.REPLACE, major.action());
        assertEquals(
                "acme.files 2.0.0 would take new work from version 1.4.0: 3 changes break that"
                        + " one, which a new major version may",
                major.sentence());
        assertEquals(3, major.differences().size());
        assertEquals(2, major.touched().size());
    }

    @Test
    void holdsWhatAnOperatorHoldsBack() throws Exception {
        Path served = files("files.jar", "1.4.0", "acme.files1");
        gantry.serve(served);
        Path next = files("next.jar", "1.5.0", "acme.files1");
        gantry.decide(new StoredPolicy("acme.files", true, Vault.hash(served), 0, null, null));
        PluginPlan pinned = gantry.plan(next);
        assertEquals(Action.HOLD, pinned.action());
        assertEquals(
                "it would be kept and not used, as the plugin is pinned to version 1.4.0 by an"
                        + " operator: gantry plugin unpin acme.files, or activate this version",
                pinned.sentence());
        assertEquals(Compatibility.COMPATIBLE, pinned.compatibility());
        gantry.decide(new StoredPolicy("acme.files", false, null, 0, null, null));
        PluginPlan disabled = gantry.plan(files("next.jar", "1.5.0", "acme.files2"));
        assertEquals(Action.HOLD, disabled.action());
        assertTrue(
                disabled.sentence()
                        .startsWith(
                                "it would be kept and not used, as the plugin was disabled by an"
                                        + " operator: gantry plugin enable acme.files; it would be"
                                        + " rejected then: 3 changes break version 1.4.0"),
                disabled.sentence());
        assertEquals(List.of(), disabled.touched());
    }

    @Test
    void rejectsWhatAnotherPluginOffers() throws Exception {
        gantry.serve(files("files.jar", "1.4.0", "acme.files1"));
        PluginPlan plan =
                gantry.plan(
                        Jars.build(
                                home.resolve("x.jar"),
                                "Bundle-SymbolicName",
                                "acme.x",
                                "Private-Package",
                                "acme.files2"));
        assertEquals(Action.REJECT, plan.action());
        assertEquals(
                "its task type files.cleanup is already offered by acme.files 1.4.0: give it"
                        + " another id, or delete that plugin",
                plan.sentence());
    }
}
