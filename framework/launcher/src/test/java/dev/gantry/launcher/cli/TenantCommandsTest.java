package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.cli.FakeGantry.Ended;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;

@Timeout(30)
class TenantCommandsTest {
    private static final String BLUE =
            "{\"name\":\"blue\",\"own\":true,\"version\":2,\"weight\":3,\"maxRunning\":4,"
                    + "\"maxOpen\":null,\"rate\":{\"perSecond\":2.5,\"burst\":10},"
                    + "\"running\":1,\"open\":7,\"refused\":9}";

    @TempDir Path folder;
    private FakeGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
        gantry.on("GET /api/v1/tenants/blue", 200, BLUE)
                .on("PUT /api/v1/tenants/blue", 200, BLUE)
                .on("GET /api/v1/tenants?limit=1000", 200, "{\"items\":[" + BLUE + "]}")
                .on("DELETE /api/v1/tenants/blue", 204, "");
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    private JsonNode lastBody() {
        String last = gantry.requests().getLast();
        return Api.JSON.readTree(last.substring(last.indexOf('{')));
    }

    @Test
    void showsAndLists() {
        String show = gantry.run("tenant", "show", "blue").out();
        assertTrue(show.contains("1 of 4"), show);
        assertTrue(show.contains("7 of none"), show);
        assertTrue(show.contains("2.5 per second, 10 at once"), show);
        assertTrue(show.contains("its own, version 2"), show);
        String list = gantry.run("tenant", "list").out();
        assertTrue(list.contains("blue"), list);
        assertTrue(list.contains("none"), list);
        assertEquals(
                new Ended(0, "blue has no quota of its own any more.\n", ""),
                gantry.run("tenant", "delete", "blue"));
    }

    @Test
    void setsWhatIsNamedAndKeepsTheRest() {
        assertEquals(
                0,
                gantry.run(
                                "tenant",
                                "set",
                                "blue",
                                "--max-running",
                                "none",
                                "--max-open",
                                "500",
                                "--burst",
                                "20")
                        .code());
        assertEquals(
                Api.JSON.readTree(
                        "{\"weight\":3,\"rate\":{\"perSecond\":2.5,\"burst\":20},"
                                + "\"maxOpen\":500}"),
                lastBody());
        gantry.run("tenant", "set", "blue", "--rate", "none", "--weight", "5");
        assertEquals(Api.JSON.readTree("{\"weight\":5,\"maxRunning\":4}"), lastBody());
        gantry.run("tenant", "set", "blue", "--rate", "0.5");
        assertEquals("{\"perSecond\":0.5}", lastBody().path("rate").toString());
        Ended nothing = gantry.run("tenant", "set", "blue");
        assertEquals(ExitCode.USAGE, nothing.code());
        assertTrue(nothing.err().contains("--max-running"), nothing.err());
    }
}
