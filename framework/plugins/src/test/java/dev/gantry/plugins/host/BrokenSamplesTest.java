package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Each broken sample's README holds the sentence that Gantry says, and it says it everywhere. */
class BrokenSamplesTest {
    private static final Path SAMPLES = Path.of("../../sample-plugins/broken");

    @TempDir Path home;
    private HostedGantry gantry;

    @BeforeEach
    void start() throws Exception {
        gantry = new HostedGantry(home, new MemoryPluginStore());
        gantry.settle();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing-import",
                "activation-exception",
                "unsatisfied-reference",
                "bad-manifest",
                "truncated",
                "not-a-jar",
                "no-schema"
            })
    void isRejected(String sample) throws Exception {
        drop(sample);
        told(sample, gantry.events.await(0, RevisionState.REJECTED));
    }

    @Test
    void isRejectedBesideAnotherOfItsVersion() throws Exception {
        drop("same-version-a");
        gantry.events.await(0, RevisionState.ACTIVE);
        drop("same-version-b");
        told("same-version", gantry.events.await(0, RevisionState.REJECTED));
        Files.delete(gantry.drop("same-version-a.jar"));
        gantry.events.await(
                0, e -> e.state() == RevisionState.ACTIVE && e.file().equals("same-version-b.jar"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow-stop", "leaking-thread"})
    void isQuarantinedWhenItIsDeleted(String sample) throws Exception {
        drop(sample);
        gantry.events.await(0, RevisionState.ACTIVE);
        Files.delete(gantry.drop(sample + ".jar"));
        told(sample, gantry.events.await(0, RevisionState.QUARANTINED));
    }

    private void drop(String sample) throws IOException {
        Path part = gantry.drop(sample + ".part");
        Files.copy(SAMPLES.resolve("target").resolve(sample + ".jar"), part);
        Files.move(part, gantry.drop(sample + ".jar"));
    }

    private void told(String sample, Event.PluginChanged event) throws Exception {
        String readme = Files.readString(SAMPLES.resolve(sample).resolve("README.md"));
        String sentence = readme.split("```")[1].strip().replace("within 10 s", "within 1 s");
        String version = event.version() == null ? "" : " " + event.version();
        assertEquals(
                sentence,
                event.plugin()
                        + version
                        + ": "
                        + Registry.text(event.state())
                        + ": "
                        + event.reason());
        RevisionInfo shown =
                gantry.plugins().find(event.plugin()).orElseThrow().versions().stream()
                        .filter(r -> r.sha256().equals(event.sha256()))
                        .findFirst()
                        .orElseThrow();
        assertEquals(event.reason(), shown.reason());
    }
}
