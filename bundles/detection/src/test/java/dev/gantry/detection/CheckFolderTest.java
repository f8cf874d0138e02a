package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckBatch;
import dev.gantry.spi.check.CheckProblem;
import dev.gantry.spi.check.CheckState;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks in files. */
class CheckFolderTest extends InspectorFixture {

    @TempDir Path home;
    private Path conf;
    private CheckFolder folder;

    @BeforeEach
    void empty() throws IOException {
        conf = Files.createDirectories(home.resolve("conf/checks"));
        folder = new CheckFolder(home, world.desk, world.roster);
        folder.look();
    }

    private void say(String name, String text) throws IOException {
        Files.writeString(conf.resolve(name + ".yaml"), text);
    }

    /** Looks twice: a file counts when it is the same over two looks. */
    private void look() {
        folder.look();
        folder.look();
    }

    private void restart() {
        world.boot();
        folder = new CheckFolder(home, world.desk, world.roster);
        folder.look();
    }

    private static String check(String id, String... more) {
        return "checks:\n" + item(id, more);
    }

    private static String item(String id, String... more) {
        StringBuilder text = new StringBuilder("  - id: " + id + "\n    detector: web.probe\n");
        for (String line : more) {
            text.append("    ").append(line).append('\n');
        }
        return text.toString();
    }

    private List<String> ids() {
        return world.desk.list().stream().map(Check::id).toList();
    }

    private List<String> sentences() {
        return folder.problems().stream().map(CheckProblem::sentence).toList();
    }

    @Test
    void whatAFileSaysIsInspected() throws Exception {
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        say("shop", check("web", "interval: PT10S", "title: Shop"));
        folder.look();
        assertEquals(List.of(), ids());
        folder.look();
        Check check = world.desk.find("web").orElseThrow();
        assertEquals("conf/checks/shop.yaml", check.life().file());
        assertEquals("Shop", check.spec().card().title());
        assertEquals(CheckState.LOADED, check.life().state());
        world.tick(1);
        assertEquals(CheckState.ACTIVE, world.desk.find("web").orElseThrow().life().state());
        assertEquals(List.of(), folder.problems());

        say("shop", check("web", "interval: PT20S", "title: Shop"));
        look();
        Check changed = world.desk.find("web").orElseThrow();
        assertEquals(2, changed.version());
        assertEquals(CheckStatus.OK, changed.last().status(), "its history goes on");

        Files.delete(conf.resolve("shop.yaml"));
        look();
        assertEquals(List.of(), ids());
    }

    @Test
    void aBrokenFileLeavesTheLastGoodStateAlsoOverARestart() throws Exception {
        say("shop", check("web", "interval: PT10S") + item("mail"));
        look();
        say("shop", check("web", "interval: soon", "retris: 2") + "  - detector: web.probe\n");
        look();
        List<String> told = sentences();
        assertEquals(3, told.size());
        assertTrue(
                told.contains(
                        "conf/checks/shop.yaml, line 4: checks/0/interval: expected an ISO-8601"
                                + " duration, as PT30S; got soon"),
                told.toString());
        assertTrue(
                told.stream()
                        .anyMatch(
                                s ->
                                        s.startsWith(
                                                "conf/checks/shop.yaml, line 5: checks/0/retris:"
                                                        + " unknown member; did you mean"
                                                        + " retries?")),
                told.toString());
        assertTrue(
                told.contains(
                        "conf/checks/shop.yaml, line 6: checks/1/id: is missing; say it, as id:"
                                + " shop.web"),
                told.toString());
        assertEquals(List.of("mail", "web"), ids());
        restart();
        assertEquals(List.of("mail", "web"), ids());
        assertEquals(3, folder.problems().size());
        say("shop", check("web"));
        look();
        assertEquals(List.of("web"), ids());
        assertEquals(List.of(), folder.problems());
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() throws Exception {
        say("a", "checks:\n  - id: [\n");
        say("b", "- 1\n");
        say("c", "checks:\n  - id: x\n    id: y\n");
        say("d", "checks: &a\n  - *a\n");
        look();
        assertEquals(List.of(), ids());
        List<String> told = sentences();
        assertTrue(
                told.get(0).startsWith("conf/checks/a.yaml, line 3: it is not YAML"), told.get(0));
        assertEquals("conf/checks/b.yaml: expected checks: with a list below it", told.get(1));
        assertEquals(
                "conf/checks/c.yaml, line 3: `id` is there twice; keep one of them", told.get(2));
        assertTrue(told.get(3).startsWith("conf/checks/d.yaml"), told.get(3));
    }

    @Test
    void aCheckBelongsToOneFileOnly() throws Exception {
        world.desk.put("api", spec("PT1M", "PT5S"), ANY);
        say("a", check("web") + item("api"));
        look();
        assertEquals(List.of("api"), ids());
        assertEquals(
                List.of(
                        "conf/checks/a.yaml, line 4: checks/1/id: api was made by the API, and"
                                + " stays as it is; delete that one, or rename this"),
                sentences());
        GantryException refused =
                assertThrows(
                        GantryException.class,
                        () -> {
                            world.desk.delete("api", ANY);
                            look();
                            world.desk.put("api", spec("PT1M", "PT5S"), ANY);
                        });
        assertEquals(Code.CONFLICT, refused.code());
        assertEquals("check api is in conf/checks/a.yaml; change it there", refused.getMessage());
        assertThrows(GantryException.class, () -> world.desk.delete("web", ANY));
        assertThrows(GantryException.class, () -> world.desk.pause("web", true));

        say("b", check("web"));
        look();
        assertEquals(
                List.of(
                        "conf/checks/b.yaml, line 2: checks/0/id: web is in conf/checks/a.yaml as"
                                + " well; rename one of them"),
                sentences());
    }

    /** Both files change between two looks: nothing is deleted on the way. */
    @Test
    void aCheckMovesFromFileToFileWithItsHistory() throws Exception {
        world.types.detector = (config, context) -> Verdict.of(Status.WARN).because("slow");
        say("a", check("web") + item("mail"));
        look();
        world.tick(2);
        say("a", check("mail"));
        say("b", check("web"));
        look();
        Check moved = world.desk.find("web").orElseThrow();
        assertEquals("conf/checks/b.yaml", moved.life().file());
        assertEquals(CheckStatus.WARN, moved.last().status());
        assertEquals(1, world.desk.verdicts("web", 10).size());
    }

    @Test
    void dependsOnWhatIsThere() throws Exception {
        say("a", check("web", "dependsOn: [gateway]"));
        look();
        assertEquals(List.of(), ids());
        assertTrue(sentences().getFirst().contains("line 4: checks/0/dependsOn/0: there is no"));
        say("b", check("gateway"));
        look();
        assertEquals(List.of("gateway", "web"), ids());
        assertEquals(List.of(), folder.problems());

        say("b", check("gateway", "dependsOn: [web]"));
        look();
        assertTrue(
                sentences().getFirst().contains("a check cannot depend on itself: gateway → web"),
                sentences().toString());
        GantryException circle =
                assertThrows(
                        GantryException.class,
                        () ->
                                world.desk.put(
                                        "x",
                                        spec("PT1M", "PT5S")
                                                .judged(
                                                        new dev.gantry.spi.check.Judging(
                                                                List.of(),
                                                                dev.gantry.spi.check.Judging.Damping
                                                                        .NONE,
                                                                List.of("x"))),
                                        ANY));
        assertEquals("/dependsOn/0", circle.fields().getFirst().pointer());
    }

    @Test
    void aPluginThatIsNotThereYetRefusesNothing() throws Exception {
        world.types.known = false;
        world.types.available = false;
        say("a", check("web", "config: {url: 1}"));
        look();
        Check check = world.desk.find("web").orElseThrow();
        assertEquals(CheckState.UNREGISTERED, check.life().state());
        assertTrue(check.life().reason().startsWith("no plugin ever offered a detector web.probe"));
        assertTrue(sentences().getFirst().contains("line 3: checks/0/detector: no plugin ever"));
        world.types.known = true;
        world.types.available = true;
        folder.changed();
        folder.look();
        assertEquals(List.of(), folder.problems());
        world.types.available = false;
        assertEquals(CheckState.UNLOADED, world.desk.find("web").orElseThrow().life().state());
        assertEquals("its plugin is gone", world.desk.find("web").orElseThrow().life().reason());
    }

    @Test
    void aFolderThatIsAwayTakesNothingAway() throws Exception {
        say("a", check("web"));
        look();
        Path away = home.resolve("away");
        Files.move(conf, away);
        look();
        look();
        assertEquals(List.of("web"), ids());
        assertTrue(sentences().getFirst().startsWith("conf/checks: the folder cannot be read"));
        restart();
        assertEquals(List.of("web"), ids());
        Files.move(away, conf);
        look();
        assertEquals(List.of("web"), ids());
        assertEquals(List.of(), folder.problems());
        Files.delete(conf.resolve("a.yaml"));
        restart();
        folder.look();
        assertEquals(List.of(), ids(), "deleted while Gantry was down");
    }

    @Test
    void aStoreThatFailsIsTriedAgain() throws Exception {
        world.disk.broken = new IllegalStateException("disk full");
        say("a", check("web"));
        look();
        assertEquals(List.of(), ids());
        world.disk.broken = null;
        folder.look();
        assertEquals(List.of("web"), ids());
    }

    @Test
    void manyAreAppliedAtOnceOrNone() {
        CheckBatch dry = world.desk.apply("x.yaml", check("a") + item("b"), true);
        assertEquals(new CheckBatch(List.of("a", "b"), List.of(), 2), dry);
        assertEquals(List.of(), ids());
        CheckBatch bad =
                world.desk.apply("x.yaml", check("a") + item("b", "dependsOn: [c]"), false);
        assertTrue(bad.refused());
        assertEquals(
                "x.yaml, line 6: checks/1/dependsOn/0: there is no check c; did you mean a?",
                bad.problems().getFirst().sentence());
        assertEquals(List.of(), ids());
        CheckBatch done =
                world.desk.apply("x.yaml", check("a", "dependsOn: [b]") + item("b"), false);
        assertEquals(2, done.changed());
        assertEquals(List.of("a", "b"), ids());
        assertEquals(
                0,
                world.desk
                        .apply("x.yaml", check("a", "dependsOn: [b]") + item("b"), false)
                        .changed());
        CheckBatch misfit =
                world.desk.apply(
                        "x.json",
                        "{\"checks\":[{\"id\":\"q\",\"detector\":\"web.probe\",\"config\":7}]}",
                        false);
        assertTrue(misfit.problems().getFirst().sentence().startsWith("x.json, line 1: checks/0"));
    }
}
