package dev.gantry.itests;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Status;
import dev.gantry.sample.progress.Send;
import dev.gantry.testkit.Gantry;
import dev.gantry.testkit.GantryServer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

/**
 * The test kit's real Gantry, as the author of a plugin has it; the plugin is found on the class
 * path.
 */
@GantryServer(settings = "gantry.node.name=of-the-test")
class GantryServerIT {

    @Test
    void runsThePluginUnderTest(Gantry gantry) throws Exception {
        var run = gantry.run("letters.send", new Send.Params(3, Duration.ZERO));
        assertThat(run)
                .succeeded()
                .output(new Send.Report(3, 3))
                .attempts(1)
                .logged("letter 3 is sent");
        assertThat(gantry.run("letters.send", "{\"letters\": 1, \"each\": \"PT0S\"}")).succeeded();
    }

    @Test
    void hasAllLinesOfALongLog(Gantry gantry) throws Exception {
        int many = 1_001;
        var run = gantry.run("letters.send", new Send.Params(many, Duration.ZERO));
        assertThat(run).succeeded().logged("letter " + many + " is sent");
        assertEquals(many, run.log().stream().filter(line -> line.startsWith("letter ")).count());
    }

    @Test
    void aRunOutlivesACrash(Gantry gantry) throws Exception {
        String id = gantry.start("letters.send", Map.of("letters", 30, "each", "PT0.2S"));
        Waiting.until(
                "some letters",
                Duration.ofSeconds(30),
                () -> gantry.send("GET", "/api/v1/runs/" + id + "/logs", "").body(),
                log -> log.contains("letter 8 is sent"));
        gantry.crash();
        assertThat(gantry.finished(id)).succeeded().logged("going on after letter").attempts(1);
    }

    @Test
    void looksOnceWithADetectorOfAnotherPlugin(Gantry gantry) throws Exception {
        assertEquals("dev.gantry.sample.host", gantry.drop(PluginJar.sample("host")));
        var verdict = gantry.inspect("host.resources", Map.of("diskWarn", 1));
        assertFalse(verdict.status() == Status.OK, verdict::toString);
        assertTrue(verdict.measurements().containsKey("load.per.core"), verdict::toString);
    }

    @Test
    void whatGantryRefusesFailsTheTestWithItsSentence(Gantry gantry) {
        var params =
                assertThrows(
                        AssertionError.class,
                        () -> gantry.run("letters.send", Map.of("letters", 0)));
        assertTrue(params.getMessage().contains("letters"), params::getMessage);
        var plugin =
                assertThrows(
                        AssertionError.class,
                        () ->
                                gantry.drop(
                                        dev.gantry.itests.Gantry.INSTALLATION.resolve(
                                                "samples/broken/missing-import.jar")));
        assertTrue(plugin.getMessage().contains("acme.missing"), plugin::getMessage);
    }

    @Test
    void itsHomeIsItsOwn(Gantry gantry) throws Exception {
        assertTrue(gantry.url().getPort() != 8181, gantry.url().toString());
        assertTrue(gantry.home().resolve("data/gantry.db").toFile().exists());
        assertTrue(gantry.send("GET", "/api/v1/plugins", "").body().contains("sample.progress"));
    }
}
