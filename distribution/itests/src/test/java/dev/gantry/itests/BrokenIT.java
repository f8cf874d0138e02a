package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;

/** Every broken sample yields its one sentence: the same in the log, the API and the console. */
class BrokenIT {
    private static final Path BROKEN = Gantry.INSTALLATION.resolve("samples/broken");
    private static final Path SOURCES =
            Path.of(System.getProperty("gantry.source")).resolve("sample-plugins/broken");

    @TempDir static Path home;
    private static Gantry gantry;

    @BeforeAll
    static void start() throws Exception {
        gantry = Gantry.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
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
    void isRejectedWithItsSentence(String name) throws Exception {
        Path dropped = gantry.drop(BROKEN.resolve(name + ".jar"));
        JsonNode version = awaitFile(name + ".jar", "rejected");
        assertSaidEverywhere(name, version);
        assertTrue(Files.exists(dropped), "a rejected file stays where it is");
    }

    @Test
    void sameVersionWithNewBytesIsRefused() throws Exception {
        gantry.drop(BROKEN.resolve("same-version-a.jar"));
        awaitFile("same-version-a.jar", "active");
        gantry.drop(BROKEN.resolve("same-version-b.jar"));
        assertSaidEverywhere("same-version", awaitFile("same-version-b.jar", "rejected"));
        awaitFile("same-version-a.jar", "active");
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow-stop", "leaking-thread"})
    void misbehaviourAtTheEndIsNamed(String name) throws Exception {
        Path dropped = gantry.drop(BROKEN.resolve(name + ".jar"));
        awaitFile(name + ".jar", "active");
        Files.delete(dropped);
        assertSaidEverywhere(name, awaitFile(name + ".jar", "quarantined"));
    }

    private static void assertSaidEverywhere(String name, JsonNode version) throws Exception {
        String sentence = version.path("reason").asString();
        assertEquals(quoted(name), sentence, "what the README of the sample says");

        gantry.await("the sentence in the log", gantry::log, log -> log.contains(sentence));
        long told = gantry.log().lines().filter(line -> line.contains(sentence)).count();
        assertEquals(1, told, "said once in the log: " + sentence);

        String file = version.path("file").asString();
        Gantry.Answer why = gantry.send("GET", "/api/v1/plugins/" + file + "/why", null);
        assertEquals(200, why.status());
        assertEquals(sentence, why.body().path("reason").asString());

        Gantry.Exit cli = gantry.cli("plugin", "why", file);
        assertEquals(sentence, cli.out().strip(), cli.err());
    }

    /** The README of a broken sample quotes the log line as a block of code. */
    private static String quoted(String name) throws Exception {
        String readme = Files.readString(SOURCES.resolve(name).resolve("README.md"));
        String line = readme.split("```")[1].strip();
        return line.replaceFirst("^.*?: (rejected|quarantined): ", "");
    }

    private static JsonNode awaitFile(String file, String state) throws Exception {
        JsonNode found =
                gantry.await(
                        file + " to be " + state,
                        () -> {
                            for (JsonNode plugin : gantry.get("/api/v1/plugins").path("items")) {
                                for (JsonNode version : plugin.path("versions")) {
                                    if (version.path("file").asString("").equals(file)
                                            && version.path("state").asString().equals(state)) {
                                        return version;
                                    }
                                }
                            }
                            return null;
                        },
                        version -> version != null);
        assertNotNull(found);
        return found;
    }
}
