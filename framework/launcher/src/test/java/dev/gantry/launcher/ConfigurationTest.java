package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class ConfigurationTest {
    @TempDir Path folder;

    @Test
    void laterSourcesWin() throws Exception {
        Path file =
                file(
                        """
                        # a comment
                        gantry.http.port = 1
                        gantry.http.host=0.0.0.0
                          gantry.stop.timeout = PT5S
                        gantry.telemetry.otlp.endpoint =
                        """);
        Map<String, String> environment =
                Map.of("GANTRY_HTTP_PORT", "2", "GANTRY_ENGINE_SLOTS", "3", "GANTRY_OTHER", "x");
        Configuration read =
                Configuration.read(file, environment::get, Map.of("gantry.http.port", "4"));
        assertEquals(
                Map.of(
                        "gantry.http.port",
                        "4",
                        "gantry.http.host",
                        "0.0.0.0",
                        "gantry.stop.timeout",
                        "PT5S",
                        "gantry.engine.slots",
                        "3"),
                read.values());
        assertEquals(Duration.ofSeconds(5), read.duration("gantry.stop.timeout", Duration.ZERO));
    }

    @Test
    void aMissingFileSetsNothing() throws Exception {
        Configuration read = Configuration.read(folder.resolve("none"), name -> null, Map.of());
        assertEquals(Map.of(), read.values());
    }

    @Test
    void theShippedFileHoldsEachKnownSettingOnce() throws Exception {
        Path shipped = Path.of("../../distribution/src/conf/gantry.properties");
        for (Setting setting : Setting.KNOWN) {
            long lines =
                    Files.readAllLines(shipped).stream()
                            .filter(line -> line.startsWith("#" + setting.key() + " ="))
                            .count();
            assertEquals(1, lines, setting.key());
        }
        assertEquals(Map.of(), Configuration.read(shipped, name -> null, Map.of()).values());
    }

    @Test
    void namesTheLineAndTheNearestKey() throws IOException {
        Path file = file("\n# port\ngantry.http.prot = 8181\n");
        assertEquals(
                file + ":3: there is no setting gantry.http.prot; did you mean gantry.http.port?",
                refusal(file, Map.of(), Map.of()));
    }

    @Test
    void namesWhatWasExpected() throws IOException {
        Path file = file("gantry.http.port = 70000");
        assertEquals(
                file
                        + ":1: gantry.http.port: expected a whole number from 0 to 65535, got"
                        + " 70000",
                refusal(file, Map.of(), Map.of()));
        Path none = folder.resolve("none");
        assertEquals(
                "GANTRY_STOP_TIMEOUT: gantry.stop.timeout: expected an ISO-8601 duration such as"
                        + " PT10S, got 10s",
                refusal(none, Map.of("GANTRY_STOP_TIMEOUT", "10s"), Map.of()));
        assertEquals(
                "command line: gantry.log.format: expected one of text, json, got xml",
                refusal(none, Map.of(), Map.of("gantry.log.format", "xml")));
    }

    @Test
    void takesTheAddressOfAStore() throws Exception {
        Path file =
                file(
                        """
                        gantry.store.url = jdbc:postgresql://db.example.org:5432/gantry?sslmode=require
                        gantry.store.user = gantry
                        """);
        Map<String, String> environment = Map.of("GANTRY_STORE_PASSWORD", "p=w # 1");
        assertEquals(
                Map.of(
                        "gantry.store.url",
                        "jdbc:postgresql://db.example.org:5432/gantry?sslmode=require",
                        "gantry.store.user",
                        "gantry",
                        "gantry.store.password",
                        "p=w # 1"),
                Configuration.read(file, environment::get, Map.of()).values());
    }

    @Test
    void showsNoPassword() throws IOException {
        for (String url :
                List.of(
                        "postgres://gantry:s3cret@localhost/gantry",
                        "jdbc:postgresql://localhost/gantry?password=s3cret",
                        "jdbc:postgresql://gantry:s3cret@localhost/gantry",
                        "jdbc:postgresql://localhost",
                        "jdbc:mysql://s3cret/gantry")) {
            Path file = file("gantry.store.url = " + url);
            assertEquals(
                    file
                            + ":1: gantry.store.url: expected jdbc:postgresql://host:port/database,"
                            + " with the role in gantry.store.user and gantry.store.password",
                    refusal(file, Map.of(), Map.of()));
        }
        for (String line :
                List.of("gantry.store.password s3cret", "gantry.store.password:s3cret")) {
            Path file = file(line);
            assertEquals(
                    file + ":1: expected key = value, got gantry.store.password",
                    refusal(file, Map.of(), Map.of()));
        }
    }

    @Test
    void refusesWhatIsSetTwiceOrIsNoSetting() throws IOException {
        Path twice = file("gantry.http.port = 1\ngantry.http.port = 2\n");
        assertEquals(
                twice + ":2: gantry.http.port is set already in line 1",
                refusal(twice, Map.of(), Map.of()));
        Path none = file("gantry.http.port\n");
        assertEquals(
                none + ":1: expected key = value, got gantry.http.port",
                refusal(none, Map.of(), Map.of()));
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("gantry.properties"), content);
    }

    private static String refusal(
            Path file, Map<String, String> environment, Map<String, String> commandLine) {
        return assertThrows(
                        StartException.class,
                        () -> Configuration.read(file, environment::get, commandLine))
                .getMessage();
    }
}
